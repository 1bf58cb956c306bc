using System.Buffers;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>
/// Writes a session, one call to the stream a line: over an unbuffered file, a record is with the kernel when its Write returns,
/// and a process killed at any moment leaves a file that opens. A failing disk is an <see cref="IOException"/>; after it,
/// <see cref="CutBack"/> takes away what was written of the failed line.
/// </summary>
public sealed class SessionWriter : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Stream _stream;
    private SessionLine _line = new();
    private SessionLine? _last;
    private long _wholeLines;

    /// <summary>Writes the header to a stream that is this writer's from now on.</summary>
    public SessionWriter(Stream stream, SessionHeader header)
    {
        _stream = stream;
        Append(SessionLine.Header(header));
    }

    /// <summary>
    /// Creates a session file (0600), never over an existing one. It appears under its name with its header inside,
    /// so there is no moment at which a <c>.qmps</c> does not open.
    /// </summary>
    public static SessionWriter Create(string path, SessionHeader header)
    {
        string unfinished = path + ".new";
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = Private,
        };
        FileStream stream = new(unfinished, options);
        try
        {
            SessionWriter writer = new(stream, header);
            File.Move(unfinished, path, overwrite: false);
            return writer;
        }
        catch
        {
            stream.Dispose();
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => _wholeLines;

    /// <summary>Waits until what was written is on the disk.</summary>
    public void FlushToDisk()
    {
        if (_stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
    }

    public void Write(SessionRecord record) => Append(_line.Record(record));

    /// <summary>Writes a chunk without making an object of it.</summary>
    public void WriteChunk(long microseconds, SessionSide side, ReadOnlySpan<byte> bytes) => Append(_line.Chunk(microseconds, side, bytes));

    /// <summary>Makes the line of a chunk, for <see cref="Append"/>; valid until the next but one is made.</summary>
    public ReadOnlyMemory<byte> Line(long microseconds, SessionSide side, ReadOnlySpan<byte> bytes)
    {
        (_line, _last) = (_last ?? new SessionLine(), _line);
        _line.Chunk(microseconds, side, bytes);
        return _line.Memory;
    }

    /// <summary>Writes several records with one call: after a failure, <see cref="CutBack"/> takes all of them away.</summary>
    public void WriteAll(IEnumerable<SessionRecord> records)
    {
        ArrayBufferWriter<byte> lines = new();
        foreach (SessionRecord record in records)
        {
            lines.Write(_line.Record(record));
        }

        Append(lines.WrittenSpan);
    }

    /// <summary>Cuts the file back to its last whole line; works on a full disk too.</summary>
    public void CutBack()
    {
        _stream.SetLength(_wholeLines);
        _stream.Position = _wholeLines;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Writes a line that was made before; another thread may do that while the next one is made.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        try
        {
            _stream.Write(line);
        }
        catch (ArgumentOutOfRangeException limit)           // what the framework makes of EFBIG
        {
            throw new IOException("File too large", limit);
        }

        _wholeLines += line.Length;
    }
}
