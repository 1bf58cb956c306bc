using QmpFuzz.Fuzz;

namespace QmpFuzz.Tests.Recorder.Capture;

/// <summary>Random streams and random ways in which a network and a capture bring them: any cuts, repetitions, other cuts of the same bytes, any order.</summary>
internal sealed class SegmentShuffle(int seed)
{
    private readonly DeterministicRandom _random = new((ulong)seed);

    public int Below(int limit) => _random.Below(limit);

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)(1 + _random.Below(255));
        }

        return bytes;
    }

    /// <summary>Segments that together cover the stream at least once.</summary>
    public List<(int Start, int Length)> Segments(int length)
    {
        List<(int, int)> segments = [.. Cut(length), .. Cut(length).Where(_ => _random.Below(4) == 0)];
        int reach = 1 + _random.Below(segments.Count);
        for (int index = segments.Count - 1; index > 0; index--)
        {
            int other = Math.Max(0, index - _random.Below(reach));
            (segments[index], segments[other]) = (segments[other], segments[index]);
        }

        return segments;
    }

    private IEnumerable<(int Start, int Length)> Cut(int length)
    {
        int longest = 1 + _random.Below(400);
        for (int start = 0; start < length;)
        {
            int size = Math.Min(length - start, 1 + _random.Below(longest));
            yield return (start, size);
            start += size;
        }
    }
}
