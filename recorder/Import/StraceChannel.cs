using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// One descriptor of a traced process. Until something that a QMP peer says has passed, nothing is written: it may be anything. QEMU
/// reads one byte at a time; bytes that come within a moment of each other are put together.
/// </summary>
internal sealed class StraceChannel(Func<long, IEnumerable<string>, SessionOutput> start)
{
    private const string Note = "from an strace: what this process read and wrote; reads of one byte within 100 ms of each other are one chunk";
    private const long Together = 100_000;
    private const int MostUndecided = 64 << 10;

    private readonly List<byte> _read = [];
    private readonly List<Action<SessionOutput>> _undecided = [];
    private readonly List<byte> _seenRead = [];
    private readonly List<byte> _seenWritten = [];
    private SessionOutput? _session;
    private SessionSide _own;
    private long _firstRead;
    private long _lastRead;
    private long? _began;
    private bool _isOther;

    private SessionSide Peer => _own == SessionSide.Client ? SessionSide.Server : SessionSide.Client;

    public void Take(StraceCall call, long time)
    {
        if (_isOther)
        {
            return;
        }

        _began ??= time;
        Decide(call);
        bool isByte = call.Kind == StraceCallKind.Read && call.Bytes.Length == 1 && call.Descriptors == 0;
        if (!isByte || time - _lastRead > Together)
        {
            Flush();
        }

        if (isByte)
        {
            _firstRead = _read.Count == 0 ? time : _firstRead;
            _lastRead = time;
            _read.Add(call.Bytes[0]);
        }
        else
        {
            Write(session => Write(session, call, time));
        }
    }

    public void Close(long time)
    {
        Flush();
        _session?.Close(time, _own);
    }

    /// <summary>Writes the bytes that were being put together.</summary>
    public void Flush()
    {
        if (_read.Count > 0)
        {
            byte[] bytes = [.. _read];
            long time = _firstRead;
            _read.Clear();
            Write(session => session.Chunk(time, Peer, bytes));
        }
    }

    private void Write(SessionOutput session, StraceCall call, long time)
    {
        SessionSide side = call.Kind == StraceCallKind.Read ? Peer : _own;
        bool ends = call.Kind == StraceCallKind.EndOfInput || (call.Kind == StraceCallKind.Read && call.Bytes.Length + call.Hidden == 0);
        if (ends)
        {
            session.EndOfInput(time, side);
            return;
        }

        if (call.Descriptors > 0)
        {
            session.Descriptors(time, side, call.Descriptors);
        }

        if (call.Bytes.Length > 0)
        {
            session.Chunk(time, side, call.Bytes);
        }

        if (call.Hidden > 0)
        {
            session.Gap(time, side, call.Hidden);
        }
    }

    private void Write(Action<SessionOutput> write)
    {
        if (_session is null)
        {
            _undecided.Add(write);
        }
        else
        {
            write(_session);
        }
    }

    private void Decide(StraceCall call)
    {
        if (_session is not null)
        {
            return;
        }

        bool own = call.Kind == StraceCallKind.Write;
        List<byte> seen = own ? _seenWritten : _seenRead;
        seen.AddRange(call.Bytes);
        if (SideGuess.From([.. seen]) is { } guess)
        {
            _own = own ? guess : guess == SessionSide.Client ? SessionSide.Server : SessionSide.Client;
            _session = start(_began!.Value, [Note]);
            _undecided.ForEach(write => write(_session));
            _undecided.Clear();
        }
        else if (seen.Count > MostUndecided)
        {
            _isOther = true;
            _undecided.Clear();
            _read.Clear();
        }
    }
}
