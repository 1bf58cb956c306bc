namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>Whole messages and single steps: a message ends where its brackets are closed, or with its line.</summary>
internal sealed class Messages : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase)
    {
        List<Cut> cuts = [];
        int start = 0;
        int depth = 0;
        foreach (Token token in Token.Scan(testcase))
        {
            if (token.Kind == TokenKind.Step)
            {
                Add(cuts, start, token.Start);
                Add(cuts, token.Start, token.End);
                start = token.End;
                continue;
            }

            depth += token.Kind == TokenKind.Open ? 1 : token.Kind == TokenKind.Close ? -1 : 0;
            bool ends = testcase[token.Start] == '\n' || (token.Kind == TokenKind.Close && depth <= 0);
            if (ends)
            {
                Add(cuts, start, token.End);
                (start, depth) = (token.End, 0);
            }
        }

        Add(cuts, start, testcase.Length);
        return cuts;
    }

    private static void Add(List<Cut> cuts, int start, int end)
    {
        if (start < end)
        {
            cuts.Add(new Cut(start, end));
        }
    }
}
