namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// Finds known secrets in the strings of one side. It remembers where the last units began, so that a find can be masked
/// back to its start, and so that what has begun can be masked when a chunk ends.
/// </summary>
internal sealed class EchoMatcher(KnownSecrets known)
{
    private readonly long[] _starts = new long[KnownSecrets.LongestKept + 2];   // of the last units, as offsets in the stream
    private long _units;
    private int _node;
    private int _generation;

    /// <summary>A secret may have begun: every byte counts.</summary>
    public bool IsInside => _node != 0;

    /// <summary>A string begins at an offset.</summary>
    public void Begin(long offset, long chunk, MaskList masks)
    {
        _node = 0;
        Bound(offset, chunk, masks);
    }

    /// <summary>A string has ended before an offset.</summary>
    public void End(long offset, long chunk, MaskList masks)
    {
        Bound(offset, chunk, masks);
        _node = 0;
    }

    /// <summary>
    /// Feeds a unit that stands from one offset to another; true: a secret ends with it. One that is known only by its beginning
    /// goes on.
    /// </summary>
    public bool Feed(char unit, long start, long end, long chunk, MaskList masks, out bool goesOn)
    {
        goesOn = false;
        if (known.IsEmpty)
        {
            return false;
        }

        if (_generation != known.Generation)
        {
            (_generation, _node) = (known.Generation, 0);
        }

        _starts[_units++ % _starts.Length] = start;
        _node = known.Step(_node, unit);
        int found = known.Found(_node);
        if (found > 0)
        {
            Mask(found, end, chunk, masks);
        }

        goesOn = found == KnownSecrets.LongestKept;
        return found > 0;
    }

    /// <summary>Masks what may be the beginning of a secret: the rest comes with the next chunk.</summary>
    public void MaskBegun(long end, long chunk, MaskList masks)
    {
        if (_node != 0)
        {
            Mask(known.Depth(_node), end, chunk, masks);
        }
    }

    public void CopyFrom(EchoMatcher other)
    {
        (_units, _node, _generation) = (other._units, other._node, other._generation);
        if (_node != 0)
        {
            other._starts.CopyTo(_starts, 0);
        }
    }

    private void Bound(long offset, long chunk, MaskList masks) => Feed(KnownSecrets.Boundary, offset, offset, chunk, masks, out _);

    private void Mask(int units, long end, long chunk, MaskList masks)
    {
        long start = _starts[(_units - units) % _starts.Length];
        masks.Add((int)(Math.Max(start, chunk) - chunk), (int)(end - chunk));
    }
}
