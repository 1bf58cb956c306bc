using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Timing;

public sealed class PreciseTimerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(3)]
    [InlineData(25)]
    public async Task Wait_OfAnyLength_NeverEndsEarly(double milliseconds)
    {
        using PreciseTimer timer = new(TimeProvider.System);
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan wanted = TimeSpan.FromMilliseconds(milliseconds);
        await timer.WaitAsync(start, wanted, TestContext.Current.CancellationToken);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= wanted);
    }

    [Fact]
    public async Task Wait_OfADay_EndsWithItsCancellation()
    {
        using PreciseTimer timer = new(TimeProvider.System);
        using CancellationTokenSource cancellation = new();
        ValueTask wait = timer.WaitAsync(TimeProvider.System.GetTimestamp(), TimeSpan.FromDays(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(wait.AsTask);
    }
}
