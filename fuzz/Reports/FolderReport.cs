using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>One campaign as its folder tells it.</summary>
public sealed record CampaignReport
{
    public required string Name { get; init; }

    public required string Folder { get; init; }

    /// <summary>Null: no run has left one.</summary>
    public CampaignSummary? Summary { get; init; }

    public required IReadOnlyList<IReadOnlyList<PlotPoint>> Runs { get; init; }

    public required IReadOnlyList<FindingEntry> Findings { get; init; }
}

/// <summary>Everything that a folder holds for a report: one campaign, or one for each target of the nights.</summary>
public sealed record FolderReport
{
    private const string TargetsName = "targets";

    public required string Folder { get; init; }

    public required IReadOnlyList<CampaignReport> Campaigns { get; init; }

    public required IReadOnlyList<Night> Nights { get; init; }

    public IEnumerable<FindingEntry> Findings => Campaigns.SelectMany(campaign => campaign.Findings);

    /// <summary>New ones, those that came back, and regressions that broke: what somebody has to look at.</summary>
    public bool HasNews => CountOf(FindingState.New) + CountOf(FindingState.Back) + Broken.Count > 0;

    /// <summary>Regressions that broke in the last night.</summary>
    public IReadOnlyList<string> Broken => Nights.Count > 0 ? Nights[^1].Broken : [];

    /// <summary>Where the nights of a folder have the campaign of one target.</summary>
    public static string FolderOf(string folder, string target) => Path.Combine(folder, TargetsName, target);

    /// <summary>Reads a folder; null if no campaign was ever run there.</summary>
    public static FolderReport? Read(string folder)
    {
        string targets = Path.Combine(folder, TargetsName);
        string[] campaigns = CampaignFolder.IsAt(folder) ? [folder]
            : Directory.Exists(targets) ? [.. Directory.GetDirectories(targets).Where(CampaignFolder.IsAt).Order(StringComparer.Ordinal)]
            : [];
        NightLog log = NightLog.Open(folder);
        IReadOnlyList<KnownFinding> known = KnownFindings.Read(folder);
        return campaigns.Length == 0 ? null : new FolderReport
        {
            Folder = Path.GetFullPath(folder),
            Campaigns = [.. campaigns.Select(campaign => Read(campaign, log, known))],
            Nights = log.Nights,
        };
    }

    public int CountOf(FindingState state) => Findings.Count(finding => finding.State == state);

    private static CampaignReport Read(string folder, NightLog log, IReadOnlyList<KnownFinding> known)
    {
        string name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        CampaignSummary? summary = CampaignSummary.Read(folder);
        bool isLive = summary is not null && TargetChoice.Parse(summary.Target, out _) is { IsLive: true };
        return new CampaignReport
        {
            Name = name,
            Folder = folder,
            Summary = summary,
            Runs = PlotHistory.Read(folder),
            Findings = [.. FindingReader.ReadAll(folder).Select(finding => Judge(name, finding, log, isLive, known)).OrderBy(finding => finding.State)],
        };
    }

    private static FindingEntry Judge(string target, FindingEntry finding, NightLog log, bool isLive, IReadOnlyList<KnownFinding> known)
    {
        string called = $"{target}/{finding.Signature}";
        FindingState state = log.StateOf(called);
        string? reason = known.FirstOrDefault(each => each.IsThat(target, finding))?.Reason;
        bool isNews = state is FindingState.New or FindingState.Back;
        bool isUnconfirmed = isLive && !log.Has(called) && finding is { Oracle: "rule" or "hang", Seen.IsOneIncident: true, WasNotSeenAgain: true };
        return finding with { State = isNews && reason is not null ? FindingState.Known : isUnconfirmed ? FindingState.Unconfirmed : state, KnownAs = reason };
    }
}
