namespace QmpFuzz.Corpus.Sessions;

/// <summary>Who sent something: the QMP client or the QMP server.</summary>
public enum SessionSide
{
    Client,
    Server,
}

/// <summary>First line of a session file. Times in records count from <see cref="Started"/>.</summary>
public sealed record SessionHeader
{
    /// <summary>The version of the format that this code reads and writes: <c>{"qmps":1,…}</c>.</summary>
    public const int FormatVersion = 1;

    public required DateTimeOffset Started { get; init; }

    /// <summary>The real server's endpoint, or the file that was imported.</summary>
    public required string Source { get; init; }

    public string Dialect { get; init; } = "qemu";

    /// <summary>What made the file: <c>tap</c>, <c>import libvirt</c>, …</summary>
    public required string By { get; init; }

    /// <summary>One tap run or capture; connections of a group share a clock.</summary>
    public string? Group { get; init; }

    /// <summary>Number of this connection in its group, from 0.</summary>
    public int? Index { get; init; }

    /// <summary>Start of this connection on the group's monotonic clock, in microseconds.</summary>
    public long? OffsetMicroseconds { get; init; }

    /// <summary>The file that this one goes on from, after rotation.</summary>
    public string? Continues { get; init; }
}

/// <summary>One timed line of a session file; microseconds count from the header's start on a monotonic clock.</summary>
public abstract record SessionRecord(long Microseconds);

/// <summary>Bytes as one read returned them.</summary>
public sealed record ChunkRecord(long Microseconds, SessionSide Side, ReadOnlyMemory<byte> Bytes) : SessionRecord(Microseconds);

/// <summary>File descriptors that travelled with the next chunk of that side.</summary>
public sealed record DescriptorsRecord(long Microseconds, SessionSide Side, int Count) : SessionRecord(Microseconds);

/// <summary>Bytes that a capture or a failing disk lost.</summary>
public sealed record GapRecord(long Microseconds, SessionSide Side, long Bytes) : SessionRecord(Microseconds);

/// <summary>That side will send no more (half-close).</summary>
public sealed record EndOfInputRecord(long Microseconds, SessionSide Side) : SessionRecord(Microseconds);

/// <summary>That side closed the connection.</summary>
public sealed record CloseRecord(long Microseconds, SessionSide Side) : SessionRecord(Microseconds);

/// <summary>That side reset the connection.</summary>
public sealed record ResetRecord(long Microseconds, SessionSide Side) : SessionRecord(Microseconds);

/// <summary>Something said about the recording, not by the peers.</summary>
public sealed record NoteRecord(long Microseconds, string Text) : SessionRecord(Microseconds);

/// <summary>What is wrong with a session file, and where: everything before <see cref="Offset"/> is good.</summary>
public sealed record SessionFault(string File, long Offset, string Reason)
{
    public override string ToString() => Offset == 0 ? $"{File}: {Reason}" : $"{File}: at byte {Offset}: {Reason}";
}
