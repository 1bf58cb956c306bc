namespace QmpFuzz.Recorder.Redaction;

/// <summary>The raw content of one string, put together from its parts in several chunks; only its beginning if it is long.</summary>
internal sealed class RawText
{
    private const int Longest = 6 * KnownSecrets.LongestKept;       // each unit an escape

    private readonly byte[] _kept = new byte[Longest];
    private int _length;

    public void Clear() => _length = 0;

    /// <summary>Keeps a part whose string goes on in the next chunk.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, Longest - _length)];
        part.CopyTo(_kept.AsSpan(_length));
        _length += part.Length;
    }

    /// <summary>The whole content, now that its last part is here.</summary>
    public ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> part)
    {
        if (_length == 0)
        {
            return part[..Math.Min(part.Length, Longest)];
        }

        Append(part);
        int length = _length;
        _length = 0;
        return _kept.AsSpan(0, length);
    }

    public void CopyFrom(RawText other)
    {
        _length = other._length;
        other._kept.AsSpan(0, _length).CopyTo(_kept);
    }
}
