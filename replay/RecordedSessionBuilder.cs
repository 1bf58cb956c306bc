using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Descriptors;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>Goes through the records of one recording in order; what follows the client's own close can have no counterpart and is left out.</summary>
internal sealed class RecordedSessionBuilder
{
    private static readonly RecordedDescriptor Unnamed = new(null, IsFile: false);

    private readonly int _session;
    private readonly TimeSpan _offset;
    private readonly bool _coalesce;
    private readonly List<PlaybackStep> _steps = [];
    private readonly List<ServerMessage> _messages = [];
    private readonly MessageSplitter _splitter = new();
    private int _descriptors;
    private int _sent;
    private long _lost;
    private TimeSpan? _serverEnd;
    private int _stepsBeforeEnd;
    private bool _clientGone;

    public RecordedSessionBuilder(int session, TimeSpan offset, bool coalesce)
    {
        (_session, _offset, _coalesce) = (session, offset, coalesce);
        Do(PlaybackAction.Connect, offset);
    }

    public void Add(SessionRecord record)
    {
        TimeSpan at = _offset + TimeSpan.FromMicroseconds(record.Microseconds);
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                Do(PlaybackAction.Send, at, chunk.Bytes);
                break;
            case ChunkRecord chunk:
                Say(chunk.Bytes.Span, at);
                break;
            case DescriptorsRecord { Side: SessionSide.Client } descriptors:
                _descriptors += descriptors.Count;
                break;
            case GapRecord gap:
                Lose(gap);
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
            case EndOfInputRecord or CloseRecord or ResetRecord:
                EndServer(at);
                break;
        }
    }

    public RecordedSession Build(Recording recording)
    {
        ImmutableArray<RecordedCommand> commands = CommandReader.Read(recording.Records);
        return new RecordedSession
        {
            Name = recording.Name,
            Start = _offset,
            Steps = DescriptorNames.Give(_steps, commands),
            Messages = [.. _messages],
            Commands = commands,
            Answered = AnsweredCommands.Find(_messages, commands),
            ServerEnd = _serverEnd,
            StepsBeforeEnd = _stepsBeforeEnd,
            Notes = [.. Notes(recording)],
        };
    }

    private void Do(PlaybackAction action, TimeSpan at, ReadOnlyMemory<byte> bytes = default)
    {
        if (_clientGone)
        {
            return;
        }

        if (_coalesce && action == PlaybackAction.Send && _descriptors == 0
            && _steps[^1] is { Action: PlaybackAction.Send } last && last.Awaits == _messages.Count && last.AwaitsEnd == _serverEnd is not null)
        {
            _steps[^1] = last with { Bytes = (byte[])[.. last.Bytes.Span, .. bytes.Span] };
            _sent += bytes.Length;
            return;
        }

        _steps.Add(new PlaybackStep(_session, action, at, bytes, _messages.Count, _serverEnd is not null)
        {
            Offset = _sent,
            Descriptors = action == PlaybackAction.Send ? [.. Enumerable.Repeat(Unnamed, _descriptors)] : [],
        });
        _sent += bytes.Length;
        _descriptors = action == PlaybackAction.Send ? 0 : _descriptors;
        _clientGone = action is PlaybackAction.Close or PlaybackAction.Reset;
    }

    private void Say(ReadOnlySpan<byte> bytes, TimeSpan at)
    {
        if (_clientGone)
        {
            return;
        }

        _splitter.Append(bytes);
        while (_splitter.TryTake(out byte[]? message))
        {
            _messages.Add(ServerMessage.Read(message, at));
        }
    }

    private void Lose(GapRecord gap)
    {
        _lost += gap.Bytes;
        if (gap.Side == SessionSide.Server)
        {
            _splitter.TakeRest();                           // half a message has no counterpart
        }
    }

    private void EndServer(TimeSpan at)
    {
        if (_serverEnd is null && !_clientGone)
        {
            (_serverEnd, _stepsBeforeEnd) = (at, _steps.Count);
        }
    }

    private IEnumerable<string> Notes(Recording recording)
    {
        if (_lost > 0)
        {
            yield return $"{recording.Name}: the recording lost {_lost} bytes; what they were is neither sent nor compared";
        }
    }
}
