namespace QmpFuzz.Qmp.Transport;

/// <summary>Counts the output that clients have not read, monitor by monitor. Invariant: the sum is that of the parts.</summary>
internal sealed class Backlog(BacklogLimits limits)
{
    private readonly List<long> _unread = [];
    private long _sum;

    /// <summary>What each client may leave unread now.</summary>
    public long Limit => IsFull ? limits.OfOneWhenFull : limits.OfOne;

    private bool IsFull => _sum > limits.OfAll;

    public void Add() => _unread.Add(0);

    /// <summary>Notes how much there is for a monitor; true when all others may go on, for whom there was no room.</summary>
    public bool Count(int monitor, long unread)
    {
        bool wasFull = IsFull;
        _sum += unread - _unread[monitor];
        _unread[monitor] = unread;
        return wasFull && !IsFull;
    }

    /// <summary>So far behind that no more events can be kept for it.</summary>
    public bool IsTooFarBehind(int monitor) => _unread[monitor] > 2 * Limit;
}
