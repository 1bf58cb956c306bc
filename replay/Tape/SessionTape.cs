using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Descriptors;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Tape;

/// <summary>
/// Goes through the records of one recording in order. What follows the client's own close can have no counterpart and is left out. A
/// step is held back until the commands in it are whole, and those that take its descriptors are there: they say what has to be put
/// into it, and come before it.
/// </summary>
internal sealed class SessionTape
{
    private const int MostHeld = 1 << 20;

    private static readonly RecordedDescriptor Unnamed = new(null, IsFile: false);

    private readonly int _session;
    private readonly TimeSpan _offset;
    private readonly bool _coalesce;
    private readonly BindingSources _sources;
    private readonly List<TapeEntry> _held = [];
    private readonly List<RecordedCommand> _asked = [];
    private readonly MessageSplitter _splitter = new();
    private readonly CommandSplitter _commands = new();
    private int _weight;
    private int _descriptors;
    private int _unnamed;
    private long _sent;
    private bool _serverGone;
    private bool _clientGone;

    private SessionTape(Recording recording, int session, bool coalesce, BindingSources sources) =>
        (_session, _offset, _coalesce, _sources) = (session, recording.Start, coalesce, sources);

    /// <summary>
    /// Reads a recording as number <paramref name="session"/> of those that are played together; nothing is opened for the first entry.
    /// With <paramref name="coalesce"/>, chunks between which nothing else happened become one.
    /// </summary>
    public static IEnumerable<TapeEntry> Read(Recording recording, int session, bool coalesce, BindingSources sources)
    {
        SessionTape tape = new(recording, session, coalesce, sources);
        tape.Do(PlaybackAction.Connect, tape._offset);
        foreach (TapeEntry entry in tape.Take())
        {
            yield return entry;
        }

        foreach (SessionRecord record in recording.Records.TakeWhile(_ => !tape._clientGone))
        {
            tape.Add(record);
            foreach (TapeEntry entry in tape.IsHolding ? [] : tape.Take())
            {
                yield return entry;
            }
        }

        tape._asked.AddRange(tape._commands.TakeRest());
        foreach (TapeEntry entry in tape.Take())
        {
            yield return entry;
        }
    }

    private bool IsHolding => _weight < MostHeld
        && (_commands.IsInside || _unnamed > 0 || (_coalesce && _held.Count > 0 && _held[^1] is StepEntry { Step.Action: PlaybackAction.Send }));

    private void Add(SessionRecord record)
    {
        TimeSpan at = _offset + TimeSpan.FromMicroseconds(record.Microseconds);
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                Do(PlaybackAction.Send, at, chunk.Bytes);
                Ask(_commands.Add(chunk.Bytes.Span, TimeSpan.FromMicroseconds(chunk.Microseconds)));
                break;
            case ChunkRecord chunk:
                Say(chunk.Bytes.Span, at);
                break;
            case DescriptorsRecord { Side: SessionSide.Client } descriptors:
                _descriptors += descriptors.Count;
                break;
            case GapRecord gap:
                Lose(gap, at);
                break;
            case EndOfInputRecord { Side: SessionSide.Client }:
                Do(PlaybackAction.EndInput, at);
                break;
            case CloseRecord { Side: SessionSide.Client }:
                Do(PlaybackAction.Close, at);
                break;
            case ResetRecord { Side: SessionSide.Client }:
                Do(PlaybackAction.Reset, at);
                break;
            case EndOfInputRecord or CloseRecord or ResetRecord when !_serverGone:
                _serverGone = true;
                Hold(new ServerEndEntry(_session, at));
                break;
            default:
                break;
        }
    }

    private void Do(PlaybackAction action, TimeSpan at, ReadOnlyMemory<byte> bytes = default)
    {
        if (_coalesce && action == PlaybackAction.Send && _descriptors == 0 && _held.Count > 0 && _held[^1] is StepEntry { Step: { Action: PlaybackAction.Send } last })
        {
            _held[^1] = new StepEntry(last with { Bytes = (byte[])[.. last.Bytes.Span, .. bytes.Span] });
            _weight += bytes.Length;
        }
        else
        {
            Hold(new StepEntry(new PlaybackStep(_session, action, at, bytes)
            {
                Offset = _sent,
                Descriptors = action == PlaybackAction.Send ? [.. Enumerable.Repeat(Unnamed, _descriptors)] : [],
            }));
        }

        _sent += bytes.Length;
        _unnamed += action == PlaybackAction.Send ? _descriptors : 0;
        _descriptors = action == PlaybackAction.Send ? 0 : _descriptors;
        _clientGone = action is PlaybackAction.Close or PlaybackAction.Reset;
    }

    private void Ask(List<RecordedCommand> commands)
    {
        _asked.AddRange(commands);
        _unnamed = Math.Max(0, _unnamed - commands.Count(DescriptorNames.Takes));
    }

    private void Say(ReadOnlySpan<byte> bytes, TimeSpan at)
    {
        _splitter.Append(bytes);
        while (_splitter.TryTake(out byte[]? message))
        {
            Hold(new SaidEntry(_session, ServerMessage.Read(message, at)));
        }
    }

    private void Lose(GapRecord gap, TimeSpan at)
    {
        Hold(new LostEntry(_session, at, gap.Bytes));
        if (gap.Side == SessionSide.Server)
        {
            _splitter.TakeRest();                           // half a message has no counterpart
        }
    }

    private void Hold(TapeEntry entry)
    {
        _held.Add(entry);
        _weight += entry.Weight;
    }

    private List<TapeEntry> Take()
    {
        List<TapeEntry> entries = [.. _asked.Select(Bind), .. _held.Select(entry => entry is StepEntry { Step.Descriptors.IsEmpty: false } step ? Named(step) : entry)];
        _held.Clear();
        _asked.Clear();
        (_weight, _unnamed) = (0, 0);
        return entries;
    }

    private StepEntry Named(StepEntry entry) => new(entry.Step with { Descriptors = DescriptorNames.Give(entry.Step, _asked) });

    private AskedEntry Bind(RecordedCommand command) =>
        new(_session, _offset + command.At, command, _sources.Bind(ArgumentTokens.Read(_session, _offset, command)));
}
