namespace QmpFuzz.Fuzz.Coverage;

/// <summary>Where a counter stands: the place that the edge leads to. File and line are empty and 0 without symbols.</summary>
public sealed record ProbeSite(string Type, string Method, string File, int Line)
{
    public override string ToString() => Line > 0 ? $"{Type}.{Method} ({Path.GetFileName(File)}:{Line})" : $"{Type}.{Method}";
}

/// <summary>The side table of a target: counter ids, dense from 0 over all its rewritten assemblies, to places in the source.</summary>
public sealed class ProbeTable
{
    private readonly List<ProbeSite> _sites = [];

    public int Count => _sites.Count;

    public ProbeSite this[int id] => _sites[id];

    /// <summary>Gives out the next id.</summary>
    internal int Add(ProbeSite site)
    {
        _sites.Add(site);
        return _sites.Count - 1;
    }
}
