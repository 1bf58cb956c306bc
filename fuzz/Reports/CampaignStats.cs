namespace QmpFuzz.Fuzz.Reports;

/// <summary>Counts of a running campaign; written by one thread.</summary>
internal sealed class CampaignStats
{
    /// <summary>Testcases evaluated; what oracles run again to compare is not counted.</summary>
    public long Executions { get; set; }

    public int Kept { get; set; }

    /// <summary>Different bugs found by this run.</summary>
    public int Findings { get; set; }

    public int Crashes { get; set; }

    public int Hangs { get; set; }

    /// <summary>Entries picked.</summary>
    public long Picks { get; set; }

    public int CurrentEntry { get; set; }

    /// <summary>Most mutations in a row that a kept testcase is away from its seed.</summary>
    public int MaxDepth { get; set; }
}
