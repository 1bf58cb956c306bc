namespace QmpFuzz.Replay.Timing;

/// <summary>How long after their deadlines things were sent.</summary>
public sealed class Lateness
{
    private readonly List<TimeSpan> _measured = [];

    public int Count => _measured.Count;

    internal void Add(TimeSpan late) => _measured.Add(late < TimeSpan.Zero ? TimeSpan.Zero : late);

    internal void Add(Lateness other) => _measured.AddRange(other._measured);

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
