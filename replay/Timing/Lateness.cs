namespace QmpFuzz.Replay.Timing;

/// <summary>How long after their deadlines things were sent.</summary>
public sealed class Lateness
{
    private readonly List<TimeSpan> _measured = [];

    public int Count => _measured.Count;

    internal void Add(TimeSpan late) => _measured.Add(late < TimeSpan.Zero ? TimeSpan.Zero : late);

    internal void Add(Lateness other) => _measured.AddRange(other._measured);

    /// <summary>More than this at p99 means that the machine was too busy to play on time.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan[] Bounds = [.. new[] { 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000 }.Select(micro => TimeSpan.FromMicroseconds(micro))];

    /// <summary>The machine could not keep up with the recording.</summary>
    public bool IsTooMuch => Percentile(0.99) > Bearable;

    /// <summary>How many sends were less late than each bound and not less than the one before; the last is without a bound.</summary>
    public IEnumerable<(TimeSpan? Below, int Count)> Histogram()
    {
        ILookup<int, TimeSpan> buckets = _measured.ToLookup(late => Array.FindIndex(Bounds, bound => late < bound));
        return Bounds.Select((bound, index) => ((TimeSpan?)bound, buckets[index].Count())).Append((null, buckets[-1].Count()));
    }

    /// <summary>The lateness that this share (0 to 1) of the sends did not exceed; zero if there were none.</summary>
    public TimeSpan Percentile(double share)
    {
        if (_measured.Count == 0)
        {
            return TimeSpan.Zero;
        }

        int rank = (int)Math.Ceiling(share * _measured.Count) - 1;
        return _measured.Order().ElementAt(Math.Clamp(rank, 0, _measured.Count - 1));
    }
}
