using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>What a send waits for besides its time.</summary>
public enum PlaybackSync
{
    /// <summary>What was sent after a server message waits for the counterpart of that message.</summary>
    Replies,

    /// <summary>The recorded time alone decides.</summary>
    Clock,
}

/// <summary>How a recording is played and what counts as a divergence.</summary>
public sealed record ReplayOptions
{
    public PlaybackSpeed Speed { get; init; } = PlaybackSpeed.AsRecorded;

    public PlaybackSync Sync { get; init; } = PlaybackSync.Replies;

    public CompareLevel Compare { get; init; } = CompareLevel.Shape;

    /// <summary>How long a counterpart may stay away beyond the time it took when it was recorded.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Recorded pauses longer than this are cut to it.</summary>
    public TimeSpan? LongestGap { get; init; }
}
