using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>The page of a morning: what is new, what is known, and how far the campaigns got.</summary>
public static class ReportPage
{
    private const int MostRows = 3000;

    /// <summary>Renders a report; replays the queues of its campaigns for what the source and the protocol came to.</summary>
    public static string Write(FolderReport report, DateTimeOffset now, CancellationToken cancellation) =>
        Page.Of($"QmpFuzz: {ReportText.Headline(report)}", Body(report, now, cancellation));

    private static HtmlText Body(FolderReport report, DateTimeOffset now, CancellationToken cancellation) => HtmlText.Of($"""
        <a class="skip" href="#findings">To the findings</a>
        <header>
        <h1>QmpFuzz report</h1>
        {Verdict(report)}
        <p class="quiet">{report.Folder}, written {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", null)} UTC{(report.Nights.Count > 0 ? $", after {report.Nights.Count} nights" : "")}</p>
        <nav aria-label="Sections"><ul><li><a href="#findings">Findings</a></li><li><a href="#targets">Targets</a></li><li><a href="#progress">Progress</a></li><li><a href="#mutators">Mutators</a></li><li><a href="#protocol">Protocol states</a></li><li><a href="#source">Source coverage</a></li></ul></nav>
        </header>
        <main>
        {Broken(report)}
        <section id="findings" aria-labelledby="h-findings"><h2 id="h-findings">Findings</h2>
        {(report.Findings.Any() ? HtmlText.Empty : HtmlText.Of($"<p>No oracle objected to anything.</p>"))}
        {report.Campaigns.SelectMany(campaign => campaign.Findings.Select(finding => (campaign, finding))).OrderBy(pair => pair.finding.State).Select(pair => FindingSection.Of(pair.campaign.Name, pair.finding, Diagram(pair.finding)))}
        </section>
        {ProgressSection.Targets(report)}
        {ProgressSection.Of(report)}
        {ProgressSection.Mutators(report)}
        {CoverageSection.Of(report, cancellation)}
        </main>
        """);

    /// <summary>What it comes to.</summary>
    public static HtmlText Verdict(FolderReport report) =>
        HtmlText.Of($"<p class=\"verdict {(report.HasNews ? "bad" : "good")}\"><strong>{ReportText.Headline(report)}</strong></p>");

    /// <summary>The regressions that broke in the last night, if any.</summary>
    public static HtmlText Broken(FolderReport report) => report.Broken.Count == 0 ? HtmlText.Empty
        : HtmlText.Of($"<section><h2>Regressions that broke</h2><ul>{report.Broken.Select(name => HtmlText.Of($"<li><code>{name}</code></li>"))}</ul></section>");

    /// <summary>The conversation that was kept with a finding.</summary>
    public static SessionDiagram Diagram(FindingEntry finding) =>
        SessionDiagram.Read(Directory.Exists(finding.TranscriptFolder) ? SessionFiles.Expand([finding.TranscriptFolder]) : [], MostRows);
}
