using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// A growing run of bytes that keeps its memory when cleared, unless that is a lot. ArrayBufferWriter would do the same;
/// appending a few bytes at a time, which is what writing JSON is, costs it three calls instead of one.
/// </summary>
/// <param name="enough">It does not grow beyond that for the sake of what may come, only for what is appended.</param>
internal sealed class ByteBuffer(int enough = int.MaxValue)
{
    /// <summary>An emptied buffer of more than this gives its memory back: one huge message must not weigh for ever.</summary>
    private const int KeptCapacity = 32 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public int Length => _length;

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>The first eight of so many bytes as a number, padded with zeros if there are fewer.</summary>
    public ulong Word(int start, int length)
    {
        if (_bytes.Length - start < sizeof(ulong))
        {
            Grow(sizeof(ulong));
        }

        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(start));
        return length < sizeof(ulong) ? word & ((1UL << (length * 8)) - 1) : word;
    }

    public void Append(byte value)
    {
        if (_length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Room for at least <paramref name="size"/> bytes; what was written is kept by <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (size > _bytes.Length - _length)
        {
            Grow(size);
        }

        return _bytes.AsSpan(_length);
    }

    public void Commit(int written) => _length += written;

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptCapacity)
        {
            _bytes = [];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        long ample = Math.Min(enough, Math.Max(64, _bytes.Length * 2L));
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_length + (long)needed, ample)));
    }
}
