using System.Globalization;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli;

/// <summary>Progress of a campaign where there is no terminal: a line every five seconds.</summary>
internal sealed class FuzzProgressLine(TextWriter output)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private TimeSpan _next;

    public void Show(CampaignStatus status)
    {
        if (status.Elapsed < _next)
        {
            return;
        }

        _next = status.Elapsed + Every;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Elapsed:hh\\:mm\\:ss}  {status.Executions} execs  {status.ExecutionsPerSecond:F0}/s  edges {status.EdgesText}  corpus {status.CorpusCount}  findings {status.Findings}"));
        output.Flush();
    }
}
