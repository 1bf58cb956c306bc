using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Recorder.Sessions;

/// <summary>
/// One session on its way into its file. Time never runs backwards in it, whatever the clock of the source did. Where bytes are missing
/// and secrets are redacted, the rest of the message is hidden: it may be the rest of a secret.
/// </summary>
internal sealed class SessionOutput : IDisposable
{
    private readonly SessionWriter _writer;
    private readonly Redactor? _redactor;
    private readonly TolerantFramer _client = new();
    private readonly TolerantFramer _server = new();
    private long _last;
    private bool _hidesClient;
    private bool _hidesServer;

    public SessionOutput(string file, SessionHeader header, long start, Redactor? redactor)
    {
        (File, Start, _redactor) = (file, start, redactor);
        _writer = SessionWriter.Create(file, header);
    }

    public string File { get; }

    /// <summary>Time zero of the file, in microseconds since 1970.</summary>
    public long Start { get; }

    public long ClientBytes { get; private set; }

    public long ServerBytes { get; private set; }

    public int ClientMessages { get; private set; }

    public int ServerMessages { get; private set; }

    public long LostBytes { get; private set; }

    public bool IsEnded { get; private set; }

    /// <summary>The time of the last record.</summary>
    public long LastTime => Start + _last;

    public void Chunk(long time, SessionSide side, ReadOnlySpan<byte> bytes)
    {
        Count(side, bytes);
        _writer.WriteChunk(Clock(time), side, _redactor is null ? bytes : _redactor.Redact(side, Hide(side, bytes)));
    }

    public void Gap(long time, SessionSide side, long bytes)
    {
        LostBytes += bytes;
        (side == SessionSide.Client ? _client : _server).Reset();
        StartInside(side);
        _writer.Write(new GapRecord(Clock(time), side, bytes));
    }

    /// <summary>What this side says next may begin inside a message.</summary>
    public void StartInside(SessionSide side)
    {
        (_hidesClient, _hidesServer) = (_hidesClient || side == SessionSide.Client, _hidesServer || side == SessionSide.Server);
        _ = _redactor is null ? [] : _redactor.Redact(side, [0xFF]);         // where a reader starts over
    }

    public void Descriptors(long time, SessionSide side, int count) => _writer.Write(new DescriptorsRecord(Clock(time), side, count));

    public void Note(long time, string text) => _writer.Write(new NoteRecord(Clock(time), text));

    public void EndOfInput(long time, SessionSide side) => _writer.Write(new EndOfInputRecord(Clock(time), side));

    public void Close(long time, SessionSide side) => End(new CloseRecord(Clock(time), side));

    public void Reset(long time, SessionSide side) => End(new ResetRecord(Clock(time), side));

    /// <summary>Ends the file, though the connection may have gone on.</summary>
    public void Stop(string why) => End(new NoteRecord(Clock(LastTime), why));

    public void Dispose()
    {
        if (!IsEnded)
        {
            Stop("how the session ended is not known");
        }
    }

    private void End(SessionRecord record)
    {
        if (_redactor?.Values is > 0 and long values)
        {
            Note(LastTime, $"{values} secret{(values == 1 ? "" : "s")} redacted");
        }

        _writer.Write(record);
        _writer.Dispose();
        IsEnded = true;
    }

    private long Clock(long time) => _last = Math.Max(_last, time - Start);

    // up to the next line or object
    private ReadOnlySpan<byte> Hide(SessionSide side, ReadOnlySpan<byte> bytes)
    {
        if (!(side == SessionSide.Client ? _hidesClient : _hidesServer))
        {
            return bytes;
        }

        int end = bytes.IndexOfAny((byte)'\n', (byte)'{');
        (_hidesClient, _hidesServer) = side == SessionSide.Client ? (end < 0, _hidesServer) : (_hidesClient, end < 0);
        byte[] hidden = bytes.ToArray();
        hidden.AsSpan(0, end < 0 ? hidden.Length : end).Fill((byte)'*');
        return hidden;
    }

    private void Count(SessionSide side, ReadOnlySpan<byte> bytes)
    {
        bool fromClient = side == SessionSide.Client;
        TolerantFramer framer = fromClient ? _client : _server;
        (ClientBytes, ServerBytes) = (ClientBytes + (fromClient ? bytes.Length : 0), ServerBytes + (fromClient ? 0 : bytes.Length));
        int end;
        while ((end = framer.FindEnd(bytes)) >= 0)
        {
            bytes = bytes[end..];
            (ClientMessages, ServerMessages) = (ClientMessages + (fromClient ? 1 : 0), ServerMessages + (fromClient ? 0 : 1));
        }
    }
}
