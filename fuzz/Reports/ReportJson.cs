using System.Text.Json;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A report as one JSON object.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(FolderReport report) => JsonSerializer.Serialize(
        new
        {
            folder = report.Folder,
            @new = report.CountOf(FindingState.New),
            back = report.CountOf(FindingState.Back),
            known = report.CountOf(FindingState.Known),
            unconfirmed = report.CountOf(FindingState.Unconfirmed),
            gone = report.CountOf(FindingState.Gone),
            broken_regressions = report.Broken,
            campaigns = report.Campaigns.Select(Campaign),
            nights = report.Nights.Select(night => new
            {
                started = night.Started,
                ended = night.Ended,
                findings = night.Findings.Count,
                regressions = night.Regressions,
                broken = night.Broken,
                campaigns = night.Campaigns.Select(each => new { name = each.Name, executions = each.Executions, edges = each.Edges, edges_total = each.EdgesTotal, corpus = each.Corpus }),
            }),
        },
        Indented);

    private static object Campaign(CampaignReport campaign) => new
    {
        name = campaign.Name,
        folder = campaign.Folder,
        target = campaign.Summary?.Target,
        dialect = campaign.Summary?.Dialect,
        executions = campaign.Summary?.Status.Executions,
        seconds = campaign.Summary?.Status.Elapsed.TotalSeconds,
        edges_found = campaign.Summary?.Status.EdgesFound,
        edges_total = campaign.Summary?.Status.EdgesTotal,
        corpus = campaign.Summary?.Status.CorpusCount,
        findings = campaign.Findings.Select(finding => new
        {
            signature = finding.Signature,
            state = finding.State.ToString().ToLowerInvariant(),
            seen = finding.Seen.Count,
            fresh = finding.Fresh,
            known_as = finding.KnownAs,
            expected = finding.Expected,
            came = finding.Came,
            place = finding.Place,
            details = finding.Details,
            reproduce = finding.Reproduce,
            test = finding.TestFile,
            folder = finding.Folder,
        }),
        yields = campaign.Summary?.Status.Yields.Select(mutator => new { name = mutator.Name, tried = mutator.Tried, kept = mutator.Kept }),
    };
}
