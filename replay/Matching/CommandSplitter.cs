using System.Buffers;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Finds the commands in what a client sends, in any chunking. It reads JSON as most clients write it; whatever it cannot read that way
/// (single quotes, garbage, halves) becomes an unreadable stretch up to the end of the line, and is never dropped.
/// </summary>
internal sealed class CommandSplitter
{
    private const int LongestCommand = 64 << 20;            // QEMU takes no longer one: what begins here is no object

    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly List<(long End, TimeSpan At)> _chunks = [];
    private long _offset;
    private int _scanned;
    private int _depth;
    private byte _quote;
    private bool _escaped;

    /// <summary>Bytes of something that has not ended yet were seen.</summary>
    public bool IsInside => _pending.WrittenCount > 0;

    /// <summary>Takes a chunk; gives the commands that end in it.</summary>
    public List<RecordedCommand> Add(ReadOnlySpan<byte> chunk, TimeSpan at)
    {
        _pending.Write(chunk);
        _chunks.Add((_offset + _pending.WrittenCount, at));
        return Take(isEnd: false);
    }

    /// <summary>Gives what was begun when no more comes.</summary>
    public List<RecordedCommand> TakeRest() => Take(isEnd: true);

    private List<RecordedCommand> Take(bool isEnd)
    {
        List<RecordedCommand> commands = [];
        ReadOnlySpan<byte> bytes = _pending.WrittenSpan;
        int start = 0;
        while (start < bytes.Length)
        {
            if (IsWhite(bytes[start]))
            {
                start++;
                continue;
            }

            int end = End(bytes[start..], isEnd);
            if (end < 0)
            {
                break;                                      // more of it has to come
            }

            commands.Add(Read(bytes.Slice(start, end), _offset + start));
            start += end;
        }

        Forget(start);
        return commands;
    }

    private RecordedCommand Read(ReadOnlySpan<byte> bytes, long offset)
    {
        bool readable = JsonText.TryParse(bytes, out System.Text.Json.JsonElement value);
        long end = offset + bytes.Length;
        TimeSpan at = _chunks.Find(chunk => chunk.End >= end).At;
        (_scanned, _depth, _quote, _escaped) = (0, 0, 0, false);
        return new RecordedCommand(at, offset, bytes.ToArray(), readable ? value : default);
    }

    private void Forget(int length)
    {
        byte[] rest = _pending.WrittenSpan[length..].ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(rest);
        _offset += length;
        _chunks.RemoveAll(chunk => chunk.End <= _offset);
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    // the length of the object that starts here, or of the line if none does; -1 if that cannot be told yet
    private int End(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (bytes[0] == '{')
        {
            if (EndOfObject(bytes) is > 0 and int end)
            {
                return end;
            }

            if (!isEnd && bytes.Length <= LongestCommand)
            {
                return -1;
            }
        }

        int feed = bytes.IndexOf((byte)'\n');
        return feed >= 0 ? feed + 1 : isEnd || bytes.Length > LongestCommand ? bytes.Length : -1;
    }

    // goes on where it stopped; 0 if the object has not ended
    private int EndOfObject(ReadOnlySpan<byte> bytes)
    {
        while (_scanned < bytes.Length)
        {
            byte next = bytes[_scanned++];
            if (_escaped)
            {
                _escaped = false;
            }
            else if (_quote != 0)
            {
                _escaped = next == '\\';
                _quote = next == _quote ? (byte)0 : _quote;
            }
            else if (next is (byte)'"' or (byte)'\'')
            {
                _quote = next;
            }
            else
            {
                _depth += next is (byte)'{' or (byte)'[' ? 1 : next is (byte)'}' or (byte)']' ? -1 : 0;
                if (_depth <= 0)
                {
                    return _scanned;
                }
            }
        }

        return 0;
    }
}
