namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>Single tokens, and what stands between the quotes of a string.</summary>
internal sealed class Tokens : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase)
    {
        List<Token> tokens = Token.Scan(testcase);
        IEnumerable<Cut> insides = tokens
            .Where(token => token.Kind == TokenKind.Text && token.End - token.Start > 2 && testcase[token.Start] == testcase[token.End - 1])
            .Select(token => new Cut(token.Start + 1, token.End - 1));
        return [.. tokens.Select(token => new Cut(token.Start, token.End)), .. insides];
    }
}
