namespace QmpFuzz.Corpus.Sessions;

/// <summary>Reads a stream line by line; holds one line and a block, whatever the length of the file.</summary>
internal sealed class LineScanner(Stream stream)
{
    /// <summary>Far above the longest message QEMU takes (64 MiB), escaped at its worst; a longer line is no session.</summary>
    public const int LongestLine = 512 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Where the line that <see cref="TryRead"/> gave last begins in the file.</summary>
    public long LineOffset { get; private set; }

    /// <summary>Where the next line begins.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Gives the next line without its line feed; it is valid until the next call. False at the end of the file.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool terminated)
    {
        int looked = 0;
        int feed;
        while ((feed = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n')) < 0)
        {
            looked = _end - _start;
            if (_atEnd || looked > LongestLine)
            {
                return TakeRest(out line, out terminated);
            }

            Fill();
        }

        line = _buffer.AsMemory(_start, looked + feed);
        terminated = true;
        Take(looked + feed + 1);
        return true;
    }

    /// <summary>The last line has been given.</summary>
    public bool IsAtEnd()
    {
        if (_start == _end && !_atEnd)
        {
            Fill();
        }

        return _start == _end && _atEnd;
    }

    private bool TakeRest(out ReadOnlyMemory<byte> line, out bool terminated)
    {
        line = _buffer.AsMemory(_start, _end - _start);
        terminated = false;
        Take(line.Length);
        return line.Length > 0;
    }

    private void Take(int length)
    {
        LineOffset = NextOffset;
        NextOffset += length;
        _start += length;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _atEnd = read == 0;
    }
}
