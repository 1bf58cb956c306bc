namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>Schedule steps, ends of chunks among them.</summary>
internal sealed class Steps : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase) =>
        [.. Token.Scan(testcase).Where(token => token.Kind == TokenKind.Step).Select(token => new Cut(token.Start, token.End))];
}
