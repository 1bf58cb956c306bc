namespace QmpFuzz.Tests.Support;

/// <summary>A clock that a test sets by hand.</summary>
internal sealed class HandClock : TimeProvider
{
    public TimeSpan Elapsed { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;
}
