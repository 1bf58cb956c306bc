using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Tests.Fuzz.Coverage;

public sealed class CoverageMapTests
{
    [Fact]
    public void Merge_FirstTimeAndAgain_IsNewEdgeThenNothing()
    {
        CoverageMap map = new(128);
        Assert.Equal(Novelty.NewEdge, map.Merge(Counters((5, 1), (100, 3))));
        Assert.Equal(Novelty.None, map.Merge(Counters((5, 1), (100, 3))));
        Assert.Equal(2, map.EdgesFound);
    }

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 4, true)]
    [InlineData(4, 7, false)]
    [InlineData(7, 8, true)]
    [InlineData(8, 15, false)]
    [InlineData(15, 16, true)]
    [InlineData(16, 31, false)]
    [InlineData(31, 32, true)]
    [InlineData(32, 127, false)]
    [InlineData(127, 128, true)]
    [InlineData(128, 255, false)]
    public void Merge_AnotherCount_IsNewWhereAflsBucketsChange(int first, int second, bool isNew)
    {
        CoverageMap map = new(64);
        map.Merge(Counters(64, (63, first)));
        Assert.Equal(isNew ? Novelty.NewCount : Novelty.None, map.Merge(Counters(64, (63, second))));
        Assert.Equal(1, map.EdgesFound);
    }

    [Fact]
    public void ShowsNews_EveryCount_AgreesWithWhatIsMerged()
    {
        for (int first = 1; first < 256; first++)
        {
            CoverageMap map = new(64);
            map.Merge(Counters(64, (9, first)));
            for (int second = 0; second < 256; second++)
            {
                byte[] other = Counters(64, (9, second));
                bool shows = map.ShowsNews(other);
                CoverageMap fresh = new(64);
                fresh.Merge(Counters(64, (9, first)));
                Assert.Equal(second > 0 && fresh.Merge(other) == Novelty.None, shows);
            }
        }
    }

    [Fact]
    public void Settle_AnotherCount_IsNothingNew()
    {
        CoverageMap map = new(64);
        map.Merge(Counters(64, (9, 1)));
        map.Settle(9);
        Assert.Equal(Novelty.None, map.Merge(Counters(64, (9, 200))));
    }

    [Fact]
    public void CollectEdges_TouchedCounters_AreListedInOrder()
    {
        List<int> edges = [];
        CoverageMap.CollectEdges(Counters((0, 1), (64, 9), (127, 255)), edges);
        Assert.Equal([0, 64, 127], edges);
    }

    private static byte[] Counters(params (int Edge, int Count)[] counts) => Counters(128, counts);

    private static byte[] Counters(int length, params (int Edge, int Count)[] counts)
    {
        byte[] counters = new byte[length];
        foreach ((int edge, int count) in counts)
        {
            counters[edge] = (byte)count;
        }

        return counters;
    }
}
