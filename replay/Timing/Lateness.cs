namespace QmpFuzz.Replay.Timing;

/// <summary>How long after their deadlines things were sent. Holds counts, whatever their number: exact to a microsecond below a millisecond, to a thousandth above.</summary>
public sealed class Lateness
{
    private const int Steps = 1024;                         // of a range; each range is twice as wide as the one before
    private const int Ranges = 40;

    /// <summary>More than this at p99 means that the machine was too busy to play on time.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan[] Bounds = [.. new[] { 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000 }.Select(micro => TimeSpan.FromMicroseconds(micro))];

    private readonly int[] _counts = new int[Ranges * Steps];

    public int Count { get; private set; }

    internal void Add(TimeSpan late)
    {
        Count++;
        _counts[IndexOf((long)Math.Max(0, late.TotalMicroseconds))]++;
    }

    internal void Add(Lateness other)
    {
        Count += other.Count;
        for (int index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }
    }

    /// <summary>The machine could not keep up with the recording.</summary>
    public bool IsTooMuch => Percentile(0.99) > Bearable;

    /// <summary>How many sends were less late than each bound and not less than the one before; the last is without a bound.</summary>
    public IEnumerable<(TimeSpan? Below, int Count)> Histogram()
    {
        ILookup<int, int> buckets = Measured().ToLookup(entry => Array.FindIndex(Bounds, bound => entry.Late < bound), entry => entry.Count);
        return Bounds.Select((bound, index) => ((TimeSpan?)bound, buckets[index].Sum())).Append((null, buckets[-1].Sum()));
    }

    /// <summary>The lateness that this share (0 to 1) of the sends did not exceed; zero if there were none.</summary>
    public TimeSpan Percentile(double share)
    {
        int rank = Math.Clamp((int)Math.Ceiling(share * Count), 1, Math.Max(1, Count));
        foreach ((TimeSpan late, int count) in Measured())
        {
            rank -= count;
            if (rank <= 0)
            {
                return late;
            }
        }

        return TimeSpan.Zero;
    }

    private IEnumerable<(TimeSpan Late, int Count)> Measured() => _counts
        .Select((count, index) => (TimeSpan.FromMicroseconds(LateAt(index)), count))
        .Where(entry => entry.count > 0);

    // range 0 has a step for each microsecond; of each other one, the upper half is used
    private static int IndexOf(long micro)
    {
        int range = (int)Math.Max(0, 64 - int.Log2(Steps) - long.LeadingZeroCount(micro));
        return Math.Min((range * Steps) + (int)(micro >> range), (Ranges * Steps) - 1);
    }

    private static long LateAt(int index) => (long)(index % Steps) << (index / Steps);
}
