using System.Globalization;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay.Checking;

/// <summary>A session file that is read record by record, beside the others of its group; it is open only while it is its turn.</summary>
internal sealed class SessionCursor(string path, SessionHeader header) : IDisposable
{
    private SessionReader? _reader;

    public string Path { get; } = path;

    public SessionHeader Header { get; } = header;

    /// <summary>On the group's clock, in microseconds.</summary>
    public long Start { get; } = header.OffsetMicroseconds ?? 0;

    public ConversationCheck? Check { get; set; }

    public int Monitor { get; set; }

    /// <summary>The record in turn; null at the end.</summary>
    public SessionRecord? Current { get; private set; }

    public long Time => Start + (Current?.Microseconds ?? 0);

    /// <summary>Where the record in turn stands, or the last one.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Path}:{_reader?.LineNumber ?? 1}");

    public bool IsTorn => _reader?.TornTail ?? false;

    public SessionFault? Fault { get; private set; }

    /// <summary>Opens the file; false, with the fault, where it is no longer what it was.</summary>
    public bool Open()
    {
        _reader = SessionReader.TryOpen(Path, out SessionFault? fault);
        Fault = fault;
        return _reader is not null;
    }

    public bool MoveNext()
    {
        Current = _reader!.TryRead(out SessionRecord? record) ? record : null;
        Fault = _reader.Fault;
        return Current is not null;
    }

    public void Dispose() => _reader?.Dispose();
}
