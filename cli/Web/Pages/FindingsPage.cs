using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>All findings as a list that can be narrowed.</summary>
internal static class FindingsPage
{
    private const int Every = 2000;
    private const int LongestCame = 200;

    public static string Of(FolderReport? report, string? state, string? words)
    {
        FindingState? only = Enum.TryParse(state, ignoreCase: true, out FindingState known) && Enum.IsDefined(known) ? known : null;
        return Frame.Of("Findings", Frame.Findings, report is null ? HtmlText.Of($"<div data-live=\"findings\"><p>No campaign was ever run in this folder.</p></div>") : HtmlText.Of($"""
            <div data-live="states"><nav aria-label="States of findings"><ul>{State(report, null, only, words)}{Enum.GetValues<FindingState>().Select(each => State(report, each, only, words))}</ul></nav></div>
            {Frame.Filter(Frame.Findings, "#list tbody tr", "Only those with", words, ("state", only?.ToString().ToLowerInvariant()))}
            <div id="list" data-live="findings">{Table(report, finding => (only is null || finding.State == only) && Frame.Has($"{finding.Signature} {finding.Came} {finding.Expected} {finding.State}", words))}</div>
            """), Every);
    }

    /// <summary>Some of the findings, what is news first.</summary>
    public static HtmlText Table(FolderReport report, Func<FindingEntry, bool> which)
    {
        (string Campaign, FindingEntry Finding)[] found = [.. report.Campaigns
            .SelectMany(campaign => campaign.Findings.Where(which).Select(finding => (campaign.Name, finding)))
            .OrderBy(pair => pair.finding.State)];
        return found.Length == 0 ? HtmlText.Of($"<p>There is none.</p>") : HtmlText.Of($"""
            <div class="scroll" tabindex="0" role="region" aria-label="Table of findings"><table><thead><tr><th scope="col">state</th><th scope="col">finding</th><th scope="col">came</th><th scope="col">campaign</th><th scope="col" class="n">seen</th></tr></thead><tbody>
            {found.Select(pair => Row(pair.Campaign, pair.Finding))}</tbody></table></div>
            """);
    }

    /// <summary>Where a finding has its page.</summary>
    public static string AddressOf(string campaign, FindingEntry finding) => Frame.Address("/finding", ("campaign", campaign), ("name", finding.Signature));

    private static HtmlText Row(string campaign, FindingEntry finding)
    {
        string state = finding.State.ToString().ToLowerInvariant();
        string came = finding.Came.Length > LongestCame ? $"{finding.Came.AsSpan(0, LongestCame)}…" : finding.Came;
        return HtmlText.Of($"<tr><td><span class=\"tag {state}\">{state}</span></td><th scope=\"row\"><a href=\"{AddressOf(campaign, finding)}\">{finding.Signature}</a></th><td>{VisibleText.Of(came)}</td><td>{campaign}</td><td class=\"n\">{finding.Seen.Count:N0}</td></tr>\n");
    }

    private static HtmlText State(FolderReport report, FindingState? state, FindingState? now, string? words)
    {
        string name = state?.ToString().ToLowerInvariant() ?? "all";
        int count = state is { } one ? report.CountOf(one) : report.Findings.Count();
        HtmlText current = state == now ? HtmlText.Of($" aria-current=\"true\"") : HtmlText.Empty;
        return HtmlText.Of($"<li><a href=\"{Frame.Address(Frame.Findings, ("state", state is null ? null : name), ("q", words))}\"{current}>{name} {count}</a></li>");
    }
}
