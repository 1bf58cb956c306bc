using System.Collections.Immutable;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;
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

    /// <summary>What differs between two runs without being a divergence.</summary>
    public ReplayRules Rules { get; init; } = ReplayRules.Shipped;

    /// <summary>Files to pass as descriptors, by the names that the recorded client gave them.</summary>
    public ImmutableDictionary<string, string> Descriptors { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long a counterpart may stay away beyond the time it took when it was recorded.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Chunks between which nothing happened are sent as one.</summary>
    public bool Coalesce { get; init; }

    /// <summary>Only what was sent from this time on is played; connecting and the capability negotiation always are.</summary>
    public TimeSpan From { get; init; } = TimeSpan.Zero;

    /// <summary>Nothing that was sent after this time is played.</summary>
    public TimeSpan To { get; init; } = TimeSpan.MaxValue;

    /// <summary>How often all is played, one after the other, against the same server; a divergence ends it.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Recorded pauses longer than this are cut to it.</summary>
    public TimeSpan? LongestGap { get; init; }
}
