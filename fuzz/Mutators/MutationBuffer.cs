namespace QmpFuzz.Fuzz.Mutators;

/// <summary>The testcase under mutation: bytes up to a capacity; what would not fit is refused, never cut.</summary>
internal sealed class MutationBuffer(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private readonly byte[] _scratch = new byte[capacity];

    /// <summary>How long it may become now: all there is room for, or less.</summary>
    public int Capacity { get; private set; } = capacity;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>Goes up with each change.</summary>
    public long Version { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public byte this[int index]
    {
        get => Bytes[index];
        set
        {
            _bytes.AsSpan(0, Length)[index] = value;
            Version++;
        }
    }

    /// <summary>Holds that much from now on, but no more than there is room for.</summary>
    public void Limit(int length) => Capacity = Math.Min(length, _bytes.Length);

    /// <summary>Starts with these bytes, as many as fit.</summary>
    public void Set(ReadOnlySpan<byte> testcase)
    {
        Length = Math.Min(testcase.Length, Capacity);
        testcase[..Length].CopyTo(_bytes);
        Version++;
    }

    /// <summary>Puts bytes (which may be of this buffer) in the place of a range; false if they do not fit.</summary>
    public bool Replace(int start, int length, ReadOnlySpan<byte> with)
    {
        int longer = Length - length + with.Length;
        if (longer > Capacity)
        {
            return false;
        }

        Span<byte> kept = _scratch.AsSpan(0, with.Length);
        with.CopyTo(kept);
        _bytes.AsSpan((start + length)..Length).CopyTo(_bytes.AsSpan(start + with.Length));
        kept.CopyTo(_bytes.AsSpan(start));
        Length = longer;
        Version++;
        return true;
    }

    public bool Insert(int at, ReadOnlySpan<byte> bytes) => Replace(at, 0, bytes);

    /// <summary>Three pieces one behind the other, none of them of this buffer.</summary>
    public bool Insert(int at, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third) =>
        Length + first.Length + second.Length + third.Length <= Capacity && Insert(at, third) && Insert(at, second) && Insert(at, first);

    public bool Remove(int start, int length) => length > 0 && Replace(start, length, []);

    /// <summary>Exchanges two ranges that do not overlap, the first being in front.</summary>
    public bool Swap(Range first, Range second)
    {
        (int start, int length) = first.GetOffsetAndLength(Length);
        (int laterStart, int laterLength) = second.GetOffsetAndLength(Length);
        if (start + length > laterStart)
        {
            return false;
        }

        int end = laterStart + laterLength;
        Span<byte> swapped = _scratch.AsSpan(0, end - start);
        Span<byte> whole = _bytes.AsSpan(start..end);
        whole[(laterStart - start)..].CopyTo(swapped);
        whole[length..(laterStart - start)].CopyTo(swapped[laterLength..]);
        whole[..length].CopyTo(swapped[^length..]);
        swapped.CopyTo(whole);
        Version++;
        return true;
    }
}
