namespace QmpFuzz.Qmp.Server;

/// <summary>The time as the host told it, in microseconds: monotonic for timers, wall clock (since 1970) for timestamps.</summary>
internal sealed class VirtualClock
{
    public long Monotonic { get; set; }

    public long Wall { get; set; }
}
