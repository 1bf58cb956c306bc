using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>One finding as in the report, and its conversation to be replayed.</summary>
internal static class FindingPage
{
    public static string Of(string campaign, FindingEntry finding, ReplayForm form) => Frame.Of("Finding", Frame.Findings, HtmlText.Of($"""
        {(SessionsOf(finding).Count == 0 ? HtmlText.Empty : form.Of("/replay/finding", ("campaign", campaign), ("name", finding.Signature)))}
        <h2 class="only-read">What was found</h2>
        {FindingSection.Of(campaign, finding, ReportPage.Diagram(finding), isOpen: true)}
        """));

    /// <summary>The sessions that were kept with it, if any.</summary>
    public static IReadOnlyList<string> SessionsOf(FindingEntry finding) =>
        Directory.Exists(finding.TranscriptFolder) && Directory.EnumerateFiles(finding.TranscriptFolder, "*" + SessionFiles.Extension).Any()
            ? SessionFiles.Expand([finding.TranscriptFolder])
            : [];
}
