using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Tests.Fuzz.Schedulers;

public sealed class FeatureFrequenciesTests
{
    [Fact]
    public void RarityOf_RarestOfThem_Counts()
    {
        FeatureFrequencies frequencies = new(64);
        for (int i = 0; i < 1023; i++)
        {
            frequencies.Add(i % 64 == 0 ? [1, 5, 60] : [1]);
        }

        Assert.Equal(0, frequencies.RarityOf([1]));
        Assert.Equal(5, frequencies.RarityOf([1, 5]));
        Assert.Equal(10, frequencies.RarityOf([1, 5, 7]));
    }

    [Fact]
    public void RarityOf_NothingSampled_IsCommon() => Assert.Equal(0, new FeatureFrequencies(8).RarityOf([3]));
}
