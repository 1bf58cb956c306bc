using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says new when an edge was never passed, or never that often. Looks at the counters as the last execution left them.</summary>
internal sealed class EdgeFeedback(CounterMemory counters) : IFeedback
{
    private readonly CoverageMap _map = new(counters.Length);

    public int Length => counters.Length;

    /// <summary>Edges, each as often as it was passed another number of times.</summary>
    public int Found => _map.CountsFound;

    public int EdgesFound => _map.EdgesFound;

    public Novelty Judge(Execution execution) => _map.Merge(counters.Counters);

    public bool ShowsNews(Execution execution) => _map.ShowsNews(counters.Counters);

    /// <summary>How often this edge is passed says nothing: it differs by itself.</summary>
    public void Settle(int edge) => _map.Settle(edge);

    public void AddFeatures(int first, List<int> features)
    {
        int start = features.Count;
        CoverageMap.CollectEdges(counters.Counters, features);
        for (int i = start; i < features.Count; i++)
        {
            features[i] += first;
        }
    }
}
