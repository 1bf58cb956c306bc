using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>What is said on one monitor, from its step to the next monitor's.</summary>
internal sealed class Monitors : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase)
    {
        List<Cut> cuts = [];
        int start = 0;
        foreach (Token token in Token.Scan(testcase).Where(token => token.Kind == TokenKind.Step && testcase[token.Start + 1] == (byte)StepKind.Monitor))
        {
            cuts.Add(new Cut(start, token.Start));
            start = token.Start;
        }

        cuts.Add(new Cut(start, testcase.Length));
        return cuts;
    }
}
