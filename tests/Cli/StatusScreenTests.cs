using QmpFuzz.Cli;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Tests.Cli;

public sealed class StatusScreenTests
{
    [Fact]
    public void Render_OfAStatus_ShowsItInLinesOfOneWidth()
    {
        string[] lines = [.. new StatusScreen(TextWriter.Null, "qmpfuzz embedded").Render(Status(seconds: 3661, corpus: 1718, crashes: 0))];
        Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.Contains(lines, line => line.Contains("run time : 0 days, 1 hrs, 1 min, 1 sec", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("corpus count : 1718", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("executions : 1432.6k", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("stability : 99.50%", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("bytes : 3 of 30", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("last saved crash : none seen yet", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_AfterACrash_SaysHowLongAgoItWas()
    {
        StatusScreen screen = new(TextWriter.Null, "");
        Assert.NotEmpty(screen.Render(Status(seconds: 1, corpus: 1, crashes: 0)).ToArray());
        Assert.NotEmpty(screen.Render(Status(seconds: 2, corpus: 1, crashes: 1)).ToArray());
        Assert.Contains(screen.Render(Status(seconds: 9, corpus: 1, crashes: 1)), line => line.Contains("last saved crash : 0 days, 0 hrs, 0 min, 7 sec", StringComparison.Ordinal));
    }

    [Fact]
    public void Show_Again_WritesOverTheSameLines()
    {
        using StringWriter output = new();
        StatusScreen screen = new(output, "");
        screen.Show(Status(seconds: 1, corpus: 1, crashes: 0));
        int height = output.ToString().Count(letter => letter == '\n');
        Assert.DoesNotContain($"\e[{height}A", output.ToString(), StringComparison.Ordinal);
        screen.Show(Status(seconds: 2, corpus: 1, crashes: 0));
        Assert.Contains($"\e[{height}A", output.ToString(), StringComparison.Ordinal);
    }

    private static CampaignStatus Status(int seconds, int corpus, int crashes) => new()
    {
        Started = default, Elapsed = TimeSpan.FromSeconds(seconds), Executions = 1_432_571, EdgesFound = 1400, EdgesTotal = 1669, CorpusCount = corpus, FavouredCount = 1, Kept = 1,
        Findings = 0, Crashes = crashes, Hangs = 0, Cycles = 0, CurrentEntry = 0, MaxDepth = 0, Stability = 0.995, Yields = [new MutatorYield("bytes.flip", 10, 1), new MutatorYield("bytes.set", 20, 2)],
    };
}
