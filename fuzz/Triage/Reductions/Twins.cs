using System.Text;

namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>
/// Values that stand in several places, such as an id that has to come twice: what is left out of one is left out of all of them.
/// </summary>
internal sealed class Twins : IReduction
{
    // shorter ones are not worth the executions
    private const int ShortestValue = 4;

    private static readonly IReduction[] Within = [new Members(), new Tokens(), new SingleBytes()];

    public IReadOnlyList<Cut> CutsOf(byte[] testcase)
    {
        List<(byte[] Value, int[] Starts)> twins = Find(testcase);
        return
        [
            .. from within in Within
               from twin in twins
               from cut in within.CutsOf(twin.Value)
               select cut.At(twin.Starts),
        ];
    }

    /// <summary>The outermost ones: what is in them is the same anyway.</summary>
    private static List<(byte[] Value, int[] Starts)> Find(byte[] testcase)
    {
        List<(byte[] Value, int[] Starts)> twins = [];
        int covered = 0;
        foreach (IGrouping<string, Range> group in Values(testcase)
            .OrderBy(value => value.Start.Value)
            .ThenByDescending(value => value.End.Value)
            .GroupBy(value => Encoding.Latin1.GetString(testcase[value]), StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any()))
        {
            Range first = group.First();
            if (first.Start.Value >= covered)
            {
                twins.Add((testcase[first], [.. group.Select(value => value.Start.Value)]));
                covered = first.End.Value;
            }
        }

        return twins;
    }

    private static IEnumerable<Range> Values(byte[] testcase)
    {
        Stack<int> open = new();
        foreach (Token token in Token.Scan(testcase))
        {
            if (token.Kind == TokenKind.Open)
            {
                open.Push(token.Start);
            }
            else if (token.Kind == TokenKind.Text || (token.Kind == TokenKind.Close && open.Count > 0))
            {
                int start = token.Kind == TokenKind.Text ? token.Start : open.Pop();
                if (token.End - start >= ShortestValue)
                {
                    yield return start..token.End;
                }
            }
        }
    }
}
