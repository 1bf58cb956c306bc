using System.Globalization;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>What is to be thought of a finding in the morning.</summary>
public enum FindingState
{
    /// <summary>No earlier night has seen it.</summary>
    New,

    /// <summary>An earlier night has seen it, the last one could not repeat it, and now it is here again.</summary>
    Back,

    Known,

    /// <summary>A rule that a server in a process of its own broke once, and not again when it was asked: the load of the machine can do that.</summary>
    Unconfirmed,

    /// <summary>Its input does not show it any more.</summary>
    Gone,
}

/// <summary>One folder of findings, as it can be read by whoever opens it: what is missing in it is empty here.</summary>
public sealed record FindingEntry
{
    public required string Folder { get; init; }

    public required string Signature { get; init; }

    public FindingState State { get; init; }

    public Sightings Seen { get; init; }

    /// <summary>Why it is known from the start; null: it is not.</summary>
    public string? KnownAs { get; init; }

    /// <summary>How often it showed in processes of its own; null: nobody has tried.</summary>
    public FreshRuns? Fresh { get; init; }

    /// <summary>The same in words behind a comma, for a line; empty if nobody has tried.</summary>
    public string ShownAfresh => Fresh is { } fresh ? string.Create(CultureInfo.InvariantCulture, $", shown by {fresh.Shown} of {fresh.Runs} fresh processes") : "";

    /// <summary>The source of a test that shows it; empty: it has none.</summary>
    public string TestFile { get; init; } = "";

    public string Expected { get; init; } = "";

    public string Came { get; init; } = "";

    public string Place { get; init; } = "";

    /// <summary>The stack, or the sentence of the specification.</summary>
    public string Details { get; init; } = "";

    /// <summary>The command line that repeats it.</summary>
    public string Reproduce { get; init; } = "";

    public long InputLength { get; init; }

    public byte[] Minimised { get; init; } = [];

    /// <summary>Its input was run once more, alone, and did not show it.</summary>
    public bool WasNotSeenAgain => Details.Contains(FindingText.NotSeenAgain, StringComparison.Ordinal);

    /// <summary>The oracle that objected.</summary>
    public string Oracle => Signature.Split('-')[0];

    public string TranscriptFolder => Path.Combine(Folder, FindingStore.TranscriptName);
}
