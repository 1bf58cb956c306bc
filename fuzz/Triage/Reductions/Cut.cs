namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>A part of a testcase that can be left out: one run of bytes, or two that belong together (a bracket and its counterpart).</summary>
internal readonly record struct Cut(Range First, Range Second)
{
    public Cut(int start, int end)
        : this(start..end, end..end)
    {
    }

    /// <summary>The testcase without these cuts, which may overlap.</summary>
    public static byte[] Remove(byte[] testcase, IEnumerable<Cut> cuts)
    {
        bool[] gone = new bool[testcase.Length];
        foreach (Cut cut in cuts)
        {
            gone.AsSpan(cut.First).Fill(true);
            gone.AsSpan(cut.Second).Fill(true);
        }

        return [.. testcase.Where((_, at) => !gone[at])];
    }
}

/// <summary>One way to make a testcase smaller: the parts that may be tried away, in the order in which they stand.</summary>
internal interface IReduction
{
    IReadOnlyList<Cut> CutsOf(byte[] testcase);
}
