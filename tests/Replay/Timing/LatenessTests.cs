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

    [Fact]
    public void Percentiles_OfLongLateness_AreExactToAThousandth()
    {
        Lateness lateness = new();
        foreach (int value in (int[])[1_023, 1_024, 123_456, 987_654_321])
        {
            lateness.Add(TimeSpan.FromMicroseconds(value));
        }

        Assert.Equal([1_023, 1_024], ((double[])[0.25, 0.5]).Select(share => lateness.Percentile(share).TotalMicroseconds));
        Assert.InRange(lateness.Percentile(0.75).TotalMicroseconds, 123_332, 123_456);
        Assert.InRange(lateness.Percentile(1).TotalMicroseconds, 986_666_666, 987_654_321);
        Lateness twice = new();
        twice.Add(lateness);
        twice.Add(lateness);
        Assert.Equal((8, 8), (twice.Count, twice.Histogram().Sum(bucket => bucket.Count)));
    }
}
