using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>How the campaigns stand, now and while they run: the sections of the report.</summary>
internal static class OverviewPage
{
    private const int Every = 2000;

    public static string Of(string folder, FolderReport? report, DateTimeOffset now, HtmlText attached) => Frame.Of("Overview", Frame.Overview, HtmlText.Of($"""
        <p class="quiet"><code>{VisibleText.Of(folder)}</code></p>
        {attached}
        {(report is not null ? Report(report, now) : attached != HtmlText.Empty ? HtmlText.Empty : HtmlText.Of($"<div data-live=\"empty\"><p>No campaign was ever run in this folder.</p></div>"))}
        """), Every);

    private static HtmlText Report(FolderReport report, DateTimeOffset now) => HtmlText.Of($"""
        <div data-live="verdict" aria-live="polite">{ReportPage.Verdict(report)}</div>
        <div data-live="targets">{ReportPage.Broken(report)}{ProgressSection.Targets(report, now)}</div>
        <section aria-labelledby="h-news"><h2 id="h-news">What is new</h2>
        <div data-live="news">{FindingsPage.Table(report, finding => finding.State is FindingState.New or FindingState.Back)}</div>
        </section>
        <div data-live="progress">{ProgressSection.Of(report)}</div>
        <div data-live="mutators">{ProgressSection.Mutators(report)}</div>
        """);
}
