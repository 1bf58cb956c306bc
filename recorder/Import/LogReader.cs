using System.Text;

namespace QmpFuzz.Recorder.Import;

/// <summary>Reads a log line by line, a character a byte, so that any bytes survive; only the line feed ends a line.</summary>
internal sealed class LogReader(Stream stream)
{
    /// <summary>Above the longest message that QEMU takes, with what a log writes around it.</summary>
    public const int LongestLine = 256 << 20;

    private readonly byte[] _block = new byte[64 << 10];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    public bool TryRead(out string line)
    {
        _line.Clear();
        Number++;
        while (_start < _end || Fill())
        {
            int feed = _block.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int length = feed < 0 ? _end - _start : feed;
            _line.Append(Encoding.Latin1.GetString(_block, _start, length));
            _start += feed < 0 ? length : length + 1;
            if (feed >= 0 || _line.Length > LongestLine)
            {
                line = _line.ToString();
                return true;
            }
        }

        line = _line.ToString();
        return line.Length > 0;
    }

    private bool Fill()
    {
        (_start, _end) = (0, stream.Read(_block));
        return _end > 0;
    }
}
