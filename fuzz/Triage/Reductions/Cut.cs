namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>What is left out of a testcase together: one run of bytes, or several (a bracket and its counterpart).</summary>
internal sealed record Cut(params Range[] Parts)
{
    public Cut(int start, int end)
        : this(start..end)
    {
    }

    /// <summary>The testcase without these cuts, which may overlap.</summary>
    public static byte[] Remove(byte[] testcase, IEnumerable<Cut> cuts)
    {
        bool[] gone = new bool[testcase.Length];
        foreach (Range part in cuts.SelectMany(cut => cut.Parts))
        {
            gone.AsSpan(part).Fill(true);
        }

        return [.. testcase.Where((_, at) => !gone[at])];
    }

    /// <summary>The same cut in each of several places that hold the same bytes.</summary>
    public Cut At(IEnumerable<int> starts) =>
        new([.. starts.SelectMany(start => Parts.Select(part => (part.Start.Value + start)..(part.End.Value + start)))]);
}

/// <summary>One way to make a testcase smaller: the parts that may be tried away, in the order in which they stand.</summary>
internal interface IReduction
{
    IReadOnlyList<Cut> CutsOf(byte[] testcase);
}
