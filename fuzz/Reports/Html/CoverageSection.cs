using System.Globalization;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>What the corpora reach: steps of the protocol, and lines of the source.</summary>
internal static class CoverageSection
{
    public static HtmlText Of(FolderReport report, CancellationToken cancellation)
    {
        List<HtmlText> protocol = [];
        List<HtmlText> source = [];
        foreach (CampaignReport campaign in report.Campaigns)
        {
            if (QueueReplay.Run(campaign, cancellation, out string reason) is not { } replay)
            {
                source.Add(HtmlText.Of($"<p>{campaign.Name}: <span class=\"quiet\">{reason}.</span></p>"));
                continue;
            }

            protocol.Add(StateSection.Of(campaign.Name, replay));
            source.Add(Files(campaign.Name, replay));
        }

        return HtmlText.Of($"""
            <section id="protocol" aria-labelledby="h-protocol"><h2 id="h-protocol">Protocol states</h2>
            {(protocol.Count == 0 ? HtmlText.Of($"<p class=\"quiet\">No target here tells its states.</p>") : HtmlText.Empty)}{protocol}</section>
            <section id="source" aria-labelledby="h-source"><h2 id="h-source">Source coverage</h2>
            {source}</section>
            """);
    }

    private static HtmlText Files(string campaign, QueueReplay replay)
    {
        int lines = replay.Files.Sum(file => file.Lines.Count);
        int passed = replay.Files.Sum(file => file.Passed);
        return HtmlText.Of($"""
            <h3>{campaign}</h3>
            <p>{passed:N0} of {lines:N0} lines ({Percent(passed, lines)}) by the {replay.Testcases:N0} testcases of the queue. A line counts when something on it is counted; <span class="line part">in part</span> means that not every way out of it was taken.</p>
            {replay.Files.Select(File)}
            """);
    }

    private static HtmlText File(SourceFile file)
    {
        string[] text = System.IO.File.Exists(file.Path) ? System.IO.File.ReadAllLines(file.Path) : [];
        return HtmlText.Of($"""
            <details class="file"><summary><span class="bar" style="--share:{100.0 * file.Passed / file.Lines.Count:F0}%"></span> <code>{file.Name}</code> <span class="quiet">{file.Passed} of {file.Lines.Count} lines, {Percent(file.Passed, file.Lines.Count)}</span></summary>
            <div class="scroll" tabindex="0" role="region" aria-label="{file.Name}"><ol class="source">{file.Lines.Select(line => Line(line, text))}</ol></div></details>

            """);
    }

    private static HtmlText Line(SourceLine line, string[] text)
    {
        string state = line.Passed == 0 ? "missed" : line.Passed < line.Probes ? "part" : "passed";
        string source = line.Number <= text.Length ? VisibleText.Of(text[line.Number - 1]) : "";
        return HtmlText.Of($"<li class=\"line {state}\"><span class=\"number\">{line.Number}</span><span class=\"only-read\">{state}</span><code>{source}</code></li>");
    }

    private static string Percent(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, whole):F1} %");
}
