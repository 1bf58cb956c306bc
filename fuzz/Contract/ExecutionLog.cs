using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Contract;

/// <summary>What happened, in order; the meaning of an entry's <see cref="LogEntry.Argument"/> stands with its kind.</summary>
public enum LogKind : byte
{
    /// <summary>A client connected.</summary>
    Connect,

    /// <summary>Bytes that the server took from the client.</summary>
    ClientSent,

    /// <summary>Bytes that the server put out for the client.</summary>
    ServerSent,

    /// <summary>The client half-closed.</summary>
    EndOfInput,

    /// <summary>The client is gone.</summary>
    Disconnect,

    /// <summary>The server closed the connection.</summary>
    ServerClosed,

    /// <summary>The machine raised an event; argument: its number.</summary>
    Event,

    /// <summary>A pending command was completed; argument: its number.</summary>
    Complete,

    /// <summary>Time passed; argument: milliseconds.</summary>
    Time,

    /// <summary>The in-band dispatcher was held (1) or let go (0).</summary>
    Hold,

    /// <summary>Descriptors were handed over with the next byte; argument: how many.</summary>
    Descriptors,

    /// <summary>A monitor came to rest after input; argument: a number for the protocol's state there.</summary>
    State,

    /// <summary>Everything was drained and the input is over: what is judged as final starts here.</summary>
    Drained,

    /// <summary>When all was drained the server had not taken all that the client sent; argument: how many bytes are left.</summary>
    Unread,

    /// <summary>When everybody had left the server still held something; argument: a number for what it is.</summary>
    LeftBehind,
}

/// <summary>One entry: bytes lie at <paramref name="Start"/> in the log's <see cref="ExecutionLog.Bytes"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogEntry(LogKind Kind, byte Monitor, int Start, int Length, int Argument);

/// <summary>An append-only log of one execution, reused from run to run: no allocation once it has grown.</summary>
public sealed class ExecutionLog
{
    private byte[] _bytes = new byte[4096];
    private LogEntry[] _entries = new LogEntry[64];
    private int _byteCount;
    private int _entryCount;

    public ReadOnlySpan<LogEntry> Entries => _entries.AsSpan(0, _entryCount);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _byteCount);

    public ReadOnlySpan<byte> BytesOf(in LogEntry entry) => _bytes.AsSpan(entry.Start, entry.Length);

    public void Clear() => _byteCount = _entryCount = 0;

    public void Add(LogKind kind, int monitor, int argument = 0) => Append(new LogEntry(kind, (byte)monitor, _byteCount, 0, argument));

    public void Add(LogKind kind, int monitor, ReadOnlySpan<byte> bytes)
    {
        if (_byteCount + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _byteCount + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_byteCount));
        Append(new LogEntry(kind, (byte)monitor, _byteCount, bytes.Length, 0));
        _byteCount += bytes.Length;
    }

    private void Append(LogEntry entry)
    {
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_entryCount++] = entry;
    }
}
