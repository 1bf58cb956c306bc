namespace QmpFuzz.Fuzz.Workers;

/// <summary>How a campaign is spread over processes.</summary>
public sealed record WorkerOptions
{
    /// <summary>The program to start as a worker; its argument for that, and the file of the shared input, follow.</summary>
    public required string Program { get; init; }

    /// <summary>What stands before that word.</summary>
    public IReadOnlyList<string> ProgramArguments { get; init; } = [];

    /// <summary>The word that makes the program a worker.</summary>
    public string Verb { get; init; } = "worker";

    public int Jobs { get; init; } = 1;

    /// <summary>How long one execution may take by the clock: what the probe budget cannot end.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The managed heap of a worker, in megabytes; the whole process may have half as much again.</summary>
    public int Memory { get; init; } = 2048;

    /// <summary>A folder that instances of AFL share, in which the campaign folder lies; null: none.</summary>
    public string? SyncFolder { get; init; }
}
