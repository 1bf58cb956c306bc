namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>Byte by byte.</summary>
internal sealed class SingleBytes : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase) => [.. Enumerable.Range(0, testcase.Length).Select(at => new Cut(at, at + 1))];
}
