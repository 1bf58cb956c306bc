namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// How much memory a server keeps for its clients, in bytes. Input of a client waits while it leaves more than its limit unread.
/// What others cause, events, cannot wait: one that is behind by twice its limit then is disconnected. So is one that holds a lot
/// when all of them together hold more than there is for input or for output.
/// </summary>
public sealed record BacklogLimits
{
    /// <summary>Unread output of one client. A single reply may go beyond.</summary>
    public long OfOne { get; init; } = 16 << 20;

    /// <summary>Unread output of all clients; while there is more, the limit of each is <see cref="OfOneWhenFull"/>.</summary>
    public long OfAll { get; init; } = 64 << 20;

    /// <summary>Also what is never a lot.</summary>
    public long OfOneWhenFull { get; init; } = 64 << 10;

    /// <summary>Unread output of all clients that no single reply may exceed. The longest reply that QEMU's limits allow is 384 MiB.</summary>
    public long Output { get; init; } = 512 << 20;

    /// <summary>Messages of all clients that are unfinished or not answered yet. The largest that QEMU's limits allow takes 192 MiB.</summary>
    public long Input { get; init; } = 256 << 20;
}
