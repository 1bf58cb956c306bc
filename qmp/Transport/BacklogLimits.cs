namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// How much a server keeps for clients that do not read, in bytes. Input of a client waits while it leaves more than its limit
/// unread. What others cause, events, cannot wait: one that is behind by twice its limit then is disconnected.
/// </summary>
public sealed record BacklogLimits
{
    /// <summary>Unread output of one client. A single reply may go beyond.</summary>
    public long OfOne { get; init; } = 16 << 20;

    /// <summary>Unread output of all clients; while there is more, the limit of each is <see cref="OfOneWhenFull"/>.</summary>
    public long OfAll { get; init; } = 64 << 20;

    public long OfOneWhenFull { get; init; } = 64 << 10;
}
