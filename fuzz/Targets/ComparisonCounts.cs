namespace QmpFuzz.Fuzz.Targets;

/// <summary>What comparing two servers came to.</summary>
public sealed record ComparisonCounts
{
    /// <summary>Sessions, by how far they were compared; "nothing" are those that the safety lists kept from being played.</summary>
    public IReadOnlyDictionary<string, long> Sessions { get; init; } = new Dictionary<string, long>();

    /// <summary>Differences that are known, by place.</summary>
    public IReadOnlyDictionary<string, long> Known { get; init; } = new Dictionary<string, long>();

    /// <summary>Servers that were replaced because a session may have changed their machine.</summary>
    public long Replaced { get; init; }

    /// <summary>Sessions in which the servers differed, or one failed, and did not when they were asked again.</summary>
    public long Unsteady { get; init; }
}
