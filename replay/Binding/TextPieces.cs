using System.Buffers;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Binding;

/// <summary>Says which parts of an argument could be values that a server made up.</summary>
internal static class TextPieces
{
    private const int ShortestText = 3;
    private const int MostBoundaries = 24;

    private static readonly SearchValues<char> Separators = SearchValues.Create("/:,= '\"@?&>|");

    /// <summary>Each with what it would be found by; the longest first.</summary>
    public static IEnumerable<(int Start, int Length, ValueKey Key)> Of(ArgumentToken token, ReplayRules rules)
    {
        if (token.IsNumber)
        {
            return rules.LiveNumbers.Any(number => number.Name == token.Name) ? [(0, token.Text.Length, new ValueKey(token.Name, token.Text))] : [];
        }

        return Numbers(token.Text, rules).Concat(Texts(token.Text)).OrderByDescending(piece => piece.Length);
    }

    /// <summary>A name that somebody thought of is no such value: those of servers have digits or slashes in them.</summary>
    public static bool LooksMadeUp(ReadOnlySpan<char> text) => text.Length >= ShortestText && (text.ContainsAnyInRange('0', '9') || text.Contains('/'));

    private static IEnumerable<(int Start, int Length, ValueKey Key)> Numbers(string text, ReplayRules rules) =>
        from number in rules.LiveNumbers
        from pattern in number.Texts
        let match = pattern.Match(text)
        where match.Success
        select (match.Groups[1].Index, match.Groups[1].Length, new ValueKey(number.Name, match.Groups[1].Value));

    private static IEnumerable<(int Start, int Length, ValueKey Key)> Texts(string text)
    {
        List<int> boundaries = [0];
        for (int at = 0; at < text.Length && boundaries.Count < MostBoundaries; at++)
        {
            if (Separators.Contains(text[at]))
            {
                boundaries.AddRange(at, at + 1);
            }
        }

        boundaries.Add(text.Length);
        return from start in boundaries.Distinct()
               from end in boundaries.Distinct()
               where LooksMadeUp(text.AsSpan(start, Math.Max(0, end - start)))
               select (start, end - start, new ValueKey(null, text[start..end]));
    }
}
