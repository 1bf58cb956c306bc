using System.Globalization;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli;

/// <summary>Progress of a campaign: one line that is written over on a terminal, else a line every five seconds.</summary>
internal sealed class FuzzProgressLine(TextWriter output, bool isTerminal)
{
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(5);

    private TimeSpan _next;
    private int _width;

    public void Show(CampaignStatus status)
    {
        if (!isTerminal && status.Elapsed < _next)
        {
            return;
        }

        _next = status.Elapsed + PlainEvery;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Elapsed:hh\\:mm\\:ss}  {status.Executions} execs  {status.ExecutionsPerSecond:F0}/s  edges {status.EdgesFound}/{status.EdgesTotal}  corpus {status.CorpusCount}  findings {status.Findings}");
        output.Write(isTerminal ? $"\r{line.PadRight(_width)}" : line + Environment.NewLine);
        output.Flush();
        _width = line.Length;
    }

    /// <summary>Leaves the line on the terminal as it is and goes on below it.</summary>
    public void End()
    {
        if (isTerminal && _width > 0)
        {
            output.WriteLine();
        }
    }
}
