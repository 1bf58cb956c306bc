using System.Buffers;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>Cuts the server's output into lines, in any chunking; copies only what a chunk leaves unfinished.</summary>
internal sealed class ServerLines
{
    private readonly ArrayBufferWriter<byte> _carried = new();

    /// <summary>There is a line without its end.</summary>
    public bool IsUnfinished => _carried.WrittenCount > 0;

    public void Clear() => _carried.ResetWrittenCount();

    /// <summary>Takes one line with its end from the chunk; false when the rest of the chunk is no whole line and is kept.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        int length = chunk.IndexOf((byte)'\n') + 1;
        if (length == 0)
        {
            _carried.Write(chunk);
            chunk = line = default;
            return false;
        }

        line = chunk[..length];
        chunk = chunk[length..];
        if (_carried.WrittenCount > 0)
        {
            _carried.Write(line);
            line = _carried.WrittenSpan;
            _carried.ResetWrittenCount();
        }

        return true;
    }
}
