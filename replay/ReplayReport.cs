using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>What came of a replay.</summary>
public sealed record ReplayReport
{
    public required ImmutableArray<string> Sessions { get; init; }

    public required int Commands { get; init; }

    public required int Sent { get; init; }

    /// <summary>Messages that came from the server.</summary>
    public required int Received { get; init; }

    public required TimeSpan Recorded { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Time of the processor that playing took.</summary>
    public TimeSpan Processor { get; init; }

    public required Lateness Lateness { get; init; }

    public required ImmutableArray<Divergence> Divergences { get; init; }

    /// <summary>Divergences behind those, which were counted and not kept because they were too many.</summary>
    public int MoreDivergences { get; init; }

    /// <summary>Differences in events that depend on time, by the rules: no divergences.</summary>
    public ImmutableArray<Divergence> TimeDependent { get; init; } = [];

    /// <summary>Values that the live server chose differently, and that were put into what was sent.</summary>
    public ImmutableArray<BoundValue> Bound { get; init; } = [];

    /// <summary>What was sent and what came, recorded and live, in recorded order.</summary>
    public ImmutableArray<TimelineRow> Timeline { get; init; } = [];

    /// <summary>Rows that were too many to keep.</summary>
    public int MoreTimeline { get; init; }

    /// <summary>A server closed a connection by itself, as recorded or not.</summary>
    public required bool ServerClosed { get; init; }

    /// <summary>What could not be played as it was recorded.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How a target that was started for the replay ended.</summary>
    public TargetExit? Target { get; init; }

    /// <summary>Nothing differed and nothing died.</summary>
    public bool IsFaithful => Divergences.IsEmpty && Target is not { Crashed: true };
}

/// <summary>How far a replay is.</summary>
public readonly record struct ReplayProgress(TimeSpan Elapsed, TimeSpan Position, TimeSpan Total, int Received);
