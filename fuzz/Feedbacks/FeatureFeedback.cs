using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says new when an execution shows something by what was said in it, rather than by the edges that it took.</summary>
internal abstract class FeatureFeedback : IFeedback
{
    public int Length => SeenFeatures.Length;

    public int Found => Seen.Count;

    protected SeenFeatures Seen { get; } = new();

    public Novelty Judge(Execution execution)
    {
        Seen.Begin(remembers: true);
        return Walk(execution);
    }

    public bool ShowsNews(Execution execution)
    {
        Seen.Begin(remembers: false);
        Walk(execution);
        return Seen.ShowsNews();
    }

    public void AddFeatures(int first, List<int> features) => Seen.AddTo(first, features);

    /// <summary>Adds what the execution showed to <see cref="Seen"/>; the greatest novelty of it.</summary>
    protected abstract Novelty Walk(Execution execution);
}
