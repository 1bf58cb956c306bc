using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// QEMU's rate limit for some events: the first goes out at once; of those that follow within a second only the last is kept,
/// and goes out when the second is over, with the time at which it happened. Each kind of event, with the member that tells
/// its source, has a limit of its own.
/// </summary>
internal sealed class EventThrottle
{
    private const long Interval = 1_000_000;

    // few, and looked at in the order in which they were first limited
    private readonly List<Limit> _limits = [];

    /// <summary>When the next limit ends, in monotonic microseconds.</summary>
    public long? NextWakeUp
    {
        get
        {
            long? next = null;
            foreach (Limit limit in _limits)
            {
                next = next is null ? limit.Ends : Math.Min(next.Value, limit.Ends);
            }

            return next;
        }
    }

    public void Clear() => _limits.Clear();

    /// <summary>True if the event may go out now; else it is kept, in place of an earlier one.</summary>
    public bool Admit(MachineEvent raised, long now, long wall)
    {
        if (!raised.IsRateLimited)
        {
            return true;
        }

        foreach (Limit limit in _limits)
        {
            if (limit.Key == raised.LimitKey)
            {
                limit.Kept = (raised, wall);
                return false;
            }
        }

        _limits.Add(new Limit(raised.LimitKey, now + Interval));
        return true;
    }

    /// <summary>Takes one kept event that is due; false when none is.</summary>
    public bool TryTakeDue(long now, [NotNullWhen(true)] out MachineEvent? raised, out long wall)
    {
        for (int i = 0; i < _limits.Count; i++)
        {
            Limit limit = _limits[i];
            if (limit.Ends > now)
            {
                continue;
            }

            if (limit.Kept is { } kept)
            {
                limit.Kept = null;
                limit.Ends = now + Interval;
                (raised, wall) = kept;
                return true;
            }

            _limits.RemoveAt(i--);                          // a second without news: the limit is over
        }

        (raised, wall) = (null, 0);
        return false;
    }

    private sealed class Limit(string key, long ends)
    {
        public string Key { get; } = key;

        public long Ends { get; set; } = ends;

        public (MachineEvent Raised, long Wall)? Kept { get; set; }
    }
}
