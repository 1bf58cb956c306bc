using System.Globalization;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A report for a terminal: a few lines, what is new first.</summary>
public static class ReportText
{
    public static void Write(FolderReport report, TextWriter output)
    {
        output.WriteLine($"{report.Folder}: {Headline(report)}");
        foreach (CampaignReport campaign in report.Campaigns)
        {
            WriteCampaign(campaign, output);
        }

        foreach (string broken in report.Broken)
        {
            output.WriteLine($"BROKEN  regression {broken}");
        }
    }

    /// <summary>What it comes to, in one line.</summary>
    public static string Headline(FolderReport report)
    {
        List<string> parts = [$"{report.CountOf(FindingState.New)} new"];
        Add(report.CountOf(FindingState.Back), "back");
        parts.Add($"{report.CountOf(FindingState.Known)} known");
        Add(report.CountOf(FindingState.Unconfirmed), "unconfirmed");
        Add(report.CountOf(FindingState.Gone), "gone");
        Add(report.Broken.Count, "broken regressions");
        return string.Join(", ", parts);

        void Add(int count, string what)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }
    }

    private static void WriteCampaign(CampaignReport campaign, TextWriter output)
    {
        output.WriteLine(campaign.Summary is { Status: var status } summary
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{campaign.Name}: {Printable(summary.Target)}, {status.Executions} executions in {status.Elapsed.TotalSeconds:F0} s, {(status.EdgesTotal > 0 ? "edges" : "answers")} {status.EdgesText}, corpus {status.CorpusCount}")
            : $"{campaign.Name}: no run has left a summary");
        foreach (FindingEntry finding in campaign.Findings)
        {
            output.WriteLine($"  {finding.State.ToString().ToUpperInvariant(),-6}  {finding.Signature}, seen {finding.Seen.Count} times{finding.ShownAfresh}");
            output.WriteLine($"          expected   {Printable(finding.Expected)}");
            output.WriteLine($"          came       {Printable(finding.Came)}");
            output.WriteLine($"          reproduce  {Printable(finding.Reproduce)}");
            WriteIfAny("test", finding.TestFile, output);
            WriteIfAny("known as", finding.KnownAs, output);
        }
    }

    private static void WriteIfAny(string label, string? text, TextWriter output)
    {
        if (!string.IsNullOrEmpty(text))
        {
            output.WriteLine($"          {label,-10} {Printable(text)}");
        }
    }

    // what a server sent never steers the terminal
    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
