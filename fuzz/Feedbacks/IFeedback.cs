using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says whether an execution showed something new, and which of the things it tells apart it showed.</summary>
internal interface IFeedback
{
    /// <summary>How many things it tells apart.</summary>
    int Length { get; }

    /// <summary>How many things it has ever seen.</summary>
    int Found { get; }

    /// <summary>Looks at the last execution, and remembers what it showed.</summary>
    Novelty Judge(Execution execution);

    /// <summary>Looks at another execution without remembering it: whether it shows all that was new in the one that was judged last.</summary>
    bool ShowsNews(Execution execution);

    /// <summary>Adds what the execution that was looked at last showed, ascending from this number on.</summary>
    void AddFeatures(int first, List<int> features);
}

/// <summary>All feedbacks of a campaign. What they tell apart is numbered one behind the other; edges come first.</summary>
internal sealed class FeedbackPanel(IReadOnlyList<IFeedback> feedbacks)
{
    private readonly List<int> _features = [];

    public int Length { get; } = feedbacks.Sum(feedback => feedback.Length);

    public int Found => feedbacks.Sum(feedback => feedback.Found);

    public Novelty Judge(Execution execution)
    {
        Novelty novelty = Novelty.None;
        foreach (IFeedback feedback in feedbacks)
        {
            Novelty one = feedback.Judge(execution);
            novelty = one > novelty ? one : novelty;
        }

        return novelty;
    }

    /// <summary>Whether an execution shows all that was new in the one that was judged last; it is not remembered.</summary>
    public bool ShowsNews(Execution execution)
    {
        bool all = true;
        foreach (IFeedback feedback in feedbacks)
        {
            all &= feedback.ShowsNews(execution);
        }

        return all;
    }

    /// <summary>What the last execution showed; good until asked again.</summary>
    public ReadOnlySpan<int> Features()
    {
        _features.Clear();
        int first = 0;
        foreach (IFeedback feedback in feedbacks)
        {
            feedback.AddFeatures(first, _features);
            first += feedback.Length;
        }

        return CollectionsMarshal.AsSpan(_features);
    }
}
