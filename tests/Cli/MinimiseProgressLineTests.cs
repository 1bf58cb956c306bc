using QmpFuzz.Cli;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Cli;

public sealed class MinimiseProgressLineTests
{
    [Fact]
    public void GoesOn_WithinTheTime_AndSpeaksAfterTwoSeconds()
    {
        using StringWriter output = new();
        HandClock time = new();
        MinimiseProgressLine line = new(output, time, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(line.GoesOn(300, 5));
        Assert.Empty(output.ToString());

        time.Elapsed = TimeSpan.FromSeconds(2);
        Assert.True(line.GoesOn(200, 70));
        time.Elapsed = TimeSpan.FromSeconds(2.5);
        Assert.True(line.GoesOn(150, 80));
        Assert.Equal("2 s: 200 bytes after 70 executions", output.ToString().Trim());

        time.Elapsed = TimeSpan.FromSeconds(10);
        Assert.False(line.GoesOn(150, 90));
    }

    [Fact]
    public void GoesOn_WithoutALimit_UntilItIsCancelled()
    {
        using CancellationTokenSource cancellation = new();
        MinimiseProgressLine line = new(TextWriter.Null, new HandClock { Elapsed = TimeSpan.FromDays(1) }, null, cancellation.Token);
        Assert.True(line.GoesOn(1, 1));
        cancellation.Cancel();
        Assert.False(line.GoesOn(1, 1));
    }
}
