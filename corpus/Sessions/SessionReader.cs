using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>
/// Reads a session file as a stream. A last line that was torn off is dropped (<see cref="TornTail"/>); damage before it ends the
/// reading with a <see cref="Fault"/>, and everything read until then is good. Kinds of records that it does not know are skipped.
/// </summary>
public sealed class SessionReader : IDisposable
{
    private readonly Stream _stream;
    private readonly LineScanner _lines;
    private int _lineNumber = 1;

    private SessionReader(string path, Stream stream, LineScanner lines, SessionHeader header) =>
        (Path, _stream, _lines, Header) = (path, stream, lines, header);

    public string Path { get; }

    public SessionHeader Header { get; }

    /// <summary>The line that was read last, from 1.</summary>
    public int LineNumber => _lineNumber;

    /// <summary>The damage that ended the reading, if any.</summary>
    public SessionFault? Fault { get; private set; }

    /// <summary>The last line was incomplete and has been dropped: the writer was killed, or still writes.</summary>
    public bool TornTail { get; private set; }

    /// <summary>Opens a file and reads its header; null, with the reason, if it is not there, not readable, or not a session.</summary>
    public static SessionReader? TryOpen(string path, out SessionFault? fault)
    {
        if (Directory.Exists(path))
        {
            fault = new SessionFault(path, 0, "is a folder without a session file (*.qmps)");
            return null;
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            SessionReader? reader = TryRead(path, stream, out fault);
            stream = reader is null ? stream : null;
            return reader;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fault = new SessionFault(path, 0, failure is FileNotFoundException or DirectoryNotFoundException ? "no such file" : failure.Message);
            return null;
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>The next record; false at the end and at damage.</summary>
    public bool TryRead([NotNullWhen(true)] out SessionRecord? record)
    {
        record = null;
        while (Fault is null && !TornTail && TryReadLine(out ReadOnlyMemory<byte> line, out bool terminated))
        {
            _lineNumber++;
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            ParsedLine parsed = SessionLineParser.Parse(line.Span);
            record = parsed.Record;
            if (record is not null)
            {
                return true;
            }

            Judge(parsed, terminated);
        }

        return false;
    }

    public void Dispose() => _stream.Dispose();

    private static SessionReader? TryRead(string path, FileStream stream, out SessionFault? fault)
    {
        LineScanner lines = new(stream);
        if (!lines.TryRead(out ReadOnlyMemory<byte> line, out _))
        {
            fault = new SessionFault(path, 0, "is empty");
            return null;
        }

        SessionHeader? header = SessionHeaderParser.Parse(line, out string reason);
        fault = header is null ? new SessionFault(path, 0, reason) : null;
        return header is null ? null : new SessionReader(path, stream, lines, header);
    }

    private bool TryReadLine(out ReadOnlyMemory<byte> line, out bool terminated)
    {
        try
        {
            return _lines.TryRead(out line, out terminated);
        }
        catch (IOException failure)
        {
            (line, terminated) = (default, false);
            Fault = new SessionFault(Path, _lines.NextOffset, failure.Message);
            return false;
        }
    }

    // cut off at the very end of the file: torn. Anywhere else, or not even the beginning of a record: damage
    private void Judge(ParsedLine parsed, bool terminated)
    {
        if (parsed.Reason is not { } reason)
        {
            return;
        }

        TornTail = !terminated || (parsed.Incomplete && _lines.IsAtEnd());
        Fault = TornTail ? null : new SessionFault(Path, _lines.LineOffset, $"line {_lineNumber}: {reason}");
    }
}
