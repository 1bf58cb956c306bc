using QmpFuzz.Fuzz;

namespace QmpFuzz.Tests.Fuzz;

public sealed class DeterministicRandomTests
{
    [Fact]
    public void Next_SameSeed_IsTheSameSequence()
    {
        DeterministicRandom one = new(42);
        DeterministicRandom other = new(42);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(one.Next(), other.Next()));
        Assert.NotEqual(one.Next(), new DeterministicRandom(43).Next());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    public void Below_AnyLimit_ReachesAllAndNoMore(int limit)
    {
        DeterministicRandom random = new(1);
        int[] drawn = [.. Enumerable.Range(0, limit * 50).Select(_ => random.Below(limit))];
        Assert.Equal(Enumerable.Range(0, limit), drawn.Distinct().Order());
    }

    [Fact]
    public void Few_ManyDraws_IsOneHalfOfTheTimeAndNeverOverTheLimit()
    {
        DeterministicRandom random = new(1);
        int[] drawn = [.. Enumerable.Range(0, 1000).Select(_ => random.Few(4))];
        Assert.InRange(drawn.Count(few => few == 1), 400, 600);
        Assert.Equal(4, drawn.Max());
        Assert.Equal(1, drawn.Min());
    }
}
