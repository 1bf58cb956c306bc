using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says new when an edge was never passed, or never that often. Protocol-state feedback would stand beside it.</summary>
internal sealed class EdgeFeedback(CounterMemory counters)
{
    private readonly CoverageMap _map = new(counters.Length);
    private readonly List<int> _edges = [];

    public int EdgesFound => _map.EdgesFound;

    /// <summary>Looks at the counters of the last execution.</summary>
    public Novelty Judge() => _map.Merge(counters.Counters);

    /// <summary>The edges that the last execution passed.</summary>
    public int[] Edges()
    {
        _edges.Clear();
        CoverageMap.CollectEdges(counters.Counters, _edges);
        return [.. _edges];
    }
}
