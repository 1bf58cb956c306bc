using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Timing;

public sealed class LatenessTests
{
    [Fact]
    public void Percentiles_OfAHundred_AreTheNearestRank()
    {
        Lateness lateness = new();
        foreach (int value in Enumerable.Range(1, 100).Reverse())
        {
            lateness.Add(TimeSpan.FromMicroseconds(value));
        }

        Assert.Equal([50, 99, 100], ((double[])[0.5, 0.99, 1]).Select(share => lateness.Percentile(share).TotalMicroseconds));
    }

    [Fact]
    public void Percentile_OfNothingOrOfEarlySends_IsZero()
    {
        Lateness lateness = new();
        Assert.Equal(TimeSpan.Zero, lateness.Percentile(0.5));
        lateness.Add(TimeSpan.FromMicroseconds(-3));
        Assert.Equal(TimeSpan.Zero, lateness.Percentile(1));
    }
}
