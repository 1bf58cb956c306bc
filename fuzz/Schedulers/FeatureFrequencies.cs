using System.Numerics;

namespace QmpFuzz.Fuzz.Schedulers;

/// <summary>How often executions show each feature, by sampling some of them.</summary>
internal sealed class FeatureFrequencies(int features)
{
    private readonly int[] _shown = new int[features];
    private long _samples;

    /// <summary>One execution showed these.</summary>
    public void Add(ReadOnlySpan<int> shown)
    {
        _samples++;
        foreach (int feature in shown)
        {
            _shown[feature]++;
        }
    }

    /// <summary>The rarest of these is shown by one execution in 2 to this power.</summary>
    public int RarityOf(ReadOnlySpan<int> shown)
    {
        int rarest = int.MaxValue;
        foreach (int feature in shown)
        {
            rarest = Math.Min(rarest, _shown[feature]);
        }

        return BitOperations.Log2((ulong)((_samples + 1) / ((long)rarest + 1)) | 1);
    }
}
