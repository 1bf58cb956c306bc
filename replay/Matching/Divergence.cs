using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>How a replay differed from its recording.</summary>
public enum DivergenceKind
{
    /// <summary>The counterpart of a recorded message says something else.</summary>
    Differs,

    /// <summary>A recorded message has no counterpart.</summary>
    Missing,

    /// <summary>The counterpart came, but only after it had been given up.</summary>
    Late,

    /// <summary>The server said something that the recording does not have.</summary>
    Unexpected,

    /// <summary>The server closed the connection, or could not be connected to again, where the recording goes on.</summary>
    Closed,

    /// <summary>The recording ends with the server closing; the live one did not.</summary>
    StayedOpen,
}

/// <summary>What a divergence comes from, as far as can be told.</summary>
public enum DivergenceCause
{
    /// <summary>The server did something else.</summary>
    Behaviour,

    /// <summary>The server is of another version or build than the recorded one, and this is how such differ.</summary>
    Version,

    /// <summary>The rules say that this event depends on time: counted, but no divergence.</summary>
    Timing,
}

/// <summary>One place where two messages differ: a JSON path and what stands there, as JSON or in words.</summary>
public sealed record Difference(string Path, string Recorded, string Live);

/// <summary>One divergence with its context; times count from the start of the recording and of the replay.</summary>
public sealed record Divergence
{
    public required DivergenceKind Kind { get; init; }

    public DivergenceCause Cause { get; init; }

    /// <summary>The recording's name.</summary>
    public required string Session { get; init; }

    /// <summary><c>greeting</c>, <c>return</c>, <c>error</c>, <c>event</c>, … or <c>connection</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The command that the message answers, as it was sent; null for greetings and events.</summary>
    public string? Command { get; init; }

    public TimeSpan? RecordedAt { get; init; }

    public TimeSpan? LiveAt { get; init; }

    /// <summary>The whole recorded message, if there is one.</summary>
    public string? Recorded { get; init; }

    /// <summary>The whole live message, if there is one.</summary>
    public string? Live { get; init; }

    public ImmutableArray<Difference> Differences { get; init; } = [];

    /// <summary>What went on in the session before it, and itself; of the first divergences only.</summary>
    public ImmutableArray<TimelineRow> Context { get; init; } = [];
}
