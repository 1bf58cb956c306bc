using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Merging;

/// <summary>What an execution showed, by numbers: each edge with the bucket of how often it was passed, and the protocol's steps and orders behind them.</summary>
internal sealed class MergeFeatures(IFuzzTarget target)
{
    private const int Buckets = 8;

    private readonly FeedbackPanel _protocol = new(target.Traits.HasFlag(TargetTraits.Conversation) ? [new StateFeedback(), new OrderFeedback()] : []);

    /// <summary>Of the execution that was last on the target.</summary>
    public int[] Of(Execution execution)
    {
        List<int> features = [];
        ReadOnlySpan<byte> counters = target.Counters.Counters;
        for (int edge = 0; edge < counters.Length; edge++)
        {
            if (counters[edge] > 0)
            {
                features.Add((edge * Buckets) + BucketOf(counters[edge]));
            }
        }

        _protocol.Judge(execution);
        foreach (int feature in _protocol.Features())
        {
            features.Add((counters.Length * Buckets) + feature);
        }

        return [.. features];
    }

    /// <summary>The edges among the features.</summary>
    public IEnumerable<int> EdgesOf(IEnumerable<int> features)
    {
        int behind = target.Counters.Length * Buckets;
        return features.Where(feature => feature < behind).Select(feature => feature / Buckets).Distinct();
    }

    private static int BucketOf(byte count) => count switch { < 4 => count - 1, < 8 => 3, < 16 => 4, < 32 => 5, < 128 => 6, _ => 7 };
}
