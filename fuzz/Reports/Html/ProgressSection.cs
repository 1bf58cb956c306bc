using System.Globalization;
using System.Text.Json;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>How far the campaigns got: tables, and charts that the page's script draws from the same numbers.</summary>
public static class ProgressSection
{
    private const int MostRuns = 6;
    private const int MostPoints = 200;

    // a campaign that runs writes each second
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>A line for each campaign; with the time of today it says whether they run.</summary>
    public static HtmlText Targets(FolderReport report, DateTimeOffset? now = null) => HtmlText.Of($"""
        <section id="targets" aria-labelledby="h-targets"><h2 id="h-targets">Targets</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Table of targets"><table><thead><tr><th scope="col">name</th><th scope="col">target</th><th scope="col" class="n">executions</th><th scope="col" class="n">a second</th><th scope="col" class="n">edges</th><th scope="col" class="n">corpus</th><th scope="col" class="n">findings</th>{(now is null ? HtmlText.Empty : HtmlText.Of($"<th scope=\"col\">state</th>"))}</tr></thead><tbody>
        {report.Campaigns.Select(campaign => Target(campaign, now))}</tbody></table></div>
        </section>
        """);

    public static HtmlText Of(FolderReport report) => HtmlText.Of($"""
        <section id="progress" aria-labelledby="h-progress"><h2 id="h-progress">Progress</h2>
        {Nights(report.Nights)}
        {report.Campaigns.Select(Runs)}
        </section>
        """);

    public static HtmlText Mutators(FolderReport report) => HtmlText.Of($"""
        <section id="mutators" aria-labelledby="h-mutators"><h2 id="h-mutators">Mutators</h2>
        <p class="quiet">What each had a part in during the last run, and what of that was kept.</p>
        {report.Campaigns.Select(Yields)}
        </section>
        """);

    private static HtmlText Target(CampaignReport campaign, DateTimeOffset? now) => campaign.Summary is not { Status: var status } summary
        ? HtmlText.Of($"<tr><th scope=\"row\">{campaign.Name}</th><td colspan=\"5\" class=\"quiet\">no run has left a summary</td><td class=\"n\">{campaign.Findings.Count}</td>{State(null, now)}</tr>")
        : HtmlText.Of($"<tr><th scope=\"row\">{campaign.Name}</th><td><code>{VisibleText.Of(summary.Target)}</code> {summary.Dialect ?? "all dialects"}</td><td class=\"n\">{status.Executions:N0}</td><td class=\"n\">{status.ExecutionsPerSecond:N0}</td><td class=\"n\">{status.EdgesText}</td><td class=\"n\">{status.CorpusCount:N0}</td><td class=\"n\">{campaign.Findings.Count}</td>{State(status, now)}</tr>\n");

    private static HtmlText State(CampaignStatus? status, DateTimeOffset? now)
    {
        if (now is not { } today)
        {
            return HtmlText.Empty;
        }

        DateTimeOffset? last = status?.Started + status?.Elapsed;
        string time = status is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{(int)status.Elapsed.TotalHours}:{status.Elapsed:mm\\:ss}");
        return last is null ? HtmlText.Of($"<td class=\"quiet\">no run</td>")
            : today - last < Silence ? HtmlText.Of($"<td class=\"when\"><span class=\"tag running\">running</span> for {time}</td>")
            : HtmlText.Of($"<td class=\"when\">ended {last.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, ran {time}</td>");
    }

    private static HtmlText Nights(IReadOnlyList<Night> nights) => nights.Count == 0 ? HtmlText.Empty : HtmlText.Of($"""
        <h3>Nights</h3>
        {Chart("Findings that each night knew of, and those that were new", "night", "findings", [("known", Points(nights, known: true)), ("new", Points(nights, known: false))])}
        <div class="scroll" tabindex="0" role="region" aria-label="Table of nights"><table><thead><tr><th scope="col">night</th><th scope="col" class="n">minutes</th><th scope="col" class="n">executions</th><th scope="col" class="n">edges</th><th scope="col" class="n">findings</th><th scope="col" class="n">new</th><th scope="col" class="n">broken regressions</th></tr></thead><tbody>
        {nights.Index().Reverse().Select(night => NightRow(nights, night.Index))}</tbody></table></div>
        """);

    private static HtmlText NightRow(IReadOnlyList<Night> nights, int index)
    {
        Night night = nights[index];
        return HtmlText.Of($"<tr><th scope=\"row\" class=\"when\">{night.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</th><td class=\"n\">{(night.Ended - night.Started).TotalMinutes:F1}</td><td class=\"n\">{night.Campaigns.Sum(each => each.Executions):N0}</td><td class=\"n\">{night.Campaigns.Sum(each => each.Edges):N0}</td><td class=\"n\">{night.Findings.Count}</td><td class=\"n\">{NewIn(nights, index)}</td><td class=\"n\">{night.Broken.Count} of {night.Regressions}</td></tr>\n");
    }

    private static int NewIn(IReadOnlyList<Night> nights, int index) =>
        nights[index].Findings.Keys.Count(finding => !nights.Take(index).Any(before => before.Findings.ContainsKey(finding)));

    private static IEnumerable<(double X, double Y)> Points(IReadOnlyList<Night> nights, bool known) =>
        nights.Select((night, index) => (index + 1.0, (double)(known ? night.Findings.Count - NewIn(nights, index) : NewIn(nights, index))));

    private static HtmlText Runs(CampaignReport campaign)
    {
        IReadOnlyList<PlotPoint>[] runs = [.. campaign.Runs.TakeLast(MostRuns)];
        return runs.Length == 0 ? HtmlText.Empty : HtmlText.Of($"""
            <h3>{campaign.Name}</h3>
            {Chart($"{campaign.Name}: edges over minutes, the last run against those before", "minutes", "edges", runs.Select((run, index) => (NameOf(runs.Length - 1 - index), run.Where((_, at) => at % Math.Max(1, run.Count / MostPoints) == 0 || at == run.Count - 1).Select(point => (point.Seconds / 60.0, (double)point.Edges)))))}
            <details><summary>The same as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Runs of {campaign.Name}"><table><thead><tr><th scope="col">run</th><th scope="col" class="n">minutes</th><th scope="col" class="n">executions</th><th scope="col" class="n">edges at the start</th><th scope="col" class="n">edges at the end</th><th scope="col" class="n">corpus</th></tr></thead><tbody>
            {runs.Select((run, index) => HtmlText.Of($"<tr><th scope=\"row\">{NameOf(runs.Length - 1 - index)}</th><td class=\"n\">{run[^1].Seconds / 60.0:F1}</td><td class=\"n\">{run[^1].Executions:N0}</td><td class=\"n\">{run[0].Edges}</td><td class=\"n\">{run[^1].Edges}</td><td class=\"n\">{run[^1].Corpus}</td></tr>\n"))}</tbody></table></div></details>
            """);
    }

    private static string NameOf(int before) => before switch
    {
        0 => "last run",
        1 => "one before",
        _ => string.Create(CultureInfo.InvariantCulture, $"{before} before"),
    };

    // the JSON is data to the browser, and < in it is escaped: it cannot end the element
    private static HtmlText Chart(string title, string x, string y, IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> series)
    {
        (string Name, (double X, double Y)[] Points)[] all = [.. series.Select(one => (one.Name, one.Points.ToArray()))];
        string data = JsonSerializer.Serialize(new { x, y, series = all.Select(one => new { name = one.Name, points = one.Points.Select(point => new { x = Math.Round(point.X, 3), y = point.Y }) }) });
        return HtmlText.Of($"""
            <figure class="chart"><figcaption>{title}</figcaption><div class="plot" role="img" aria-label="{title}; the numbers are in the table below"></div><ul class="legend" aria-hidden="true">{all.Select((one, index) => HtmlText.Of($"<li class=\"series-{index}\">{one.Name}</li>"))}</ul><script type="application/json">{HtmlText.Asset(data)}</script></figure>
            """);
    }

    private static HtmlText Yields(CampaignReport campaign)
    {
        MutatorYield[] yields = [.. (campaign.Summary?.Status.Yields ?? []).OrderByDescending(each => each.Kept).ThenBy(each => each.Name, StringComparer.Ordinal)];
        long most = yields.Length == 0 ? 1 : Math.Max(1, yields[0].Kept);
        return yields.Length == 0 ? HtmlText.Empty : HtmlText.Of($"""
            <details><summary>{campaign.Name}: {yields.Length} mutators, {yields.Sum(each => each.Kept):N0} parts in what was kept</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Mutators of {campaign.Name}"><table><thead><tr><th scope="col">mutator</th><th scope="col" class="n">tried</th><th scope="col" class="n">kept</th><th scope="col">share</th></tr></thead><tbody>
            {yields.Select(each => HtmlText.Of($"<tr><th scope=\"row\">{each.Name}</th><td class=\"n\">{each.Tried:N0}</td><td class=\"n\">{each.Kept:N0}</td><td><span class=\"bar\" style=\"--share:{100.0 * each.Kept / most:F0}%\"></span></td></tr>\n"))}</tbody></table></div></details>
            """);
    }
}
