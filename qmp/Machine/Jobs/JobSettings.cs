namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>What a job is to do, and what happens at its end without being asked.</summary>
internal sealed record JobSettings(string Id, string Type)
{
    /// <summary>Bytes to work through.</summary>
    public long Length { get; init; }

    /// <summary>Bytes a second; 0: as fast as it goes.</summary>
    public long Speed { get; init; }

    /// <summary>The nodes that it works on; only a block job has some.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>At its end it waits, ready, until it is told to complete: a mirror.</summary>
    public bool BecomesReady { get; init; }

    public bool FinalizesItself { get; init; } = true;

    public bool DismissesItself { get; init; } = true;

    public bool IsBlockJob => Nodes.Count > 0;
}
