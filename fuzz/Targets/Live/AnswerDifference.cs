using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>What one server said and the other did not, or not so.</summary>
/// <param name="Place">The same for the same difference: its path, and the text of an error without what the client chose.</param>
/// <param name="Came">What the server that is fuzzed said.</param>
/// <param name="Other">What the other one said.</param>
internal sealed partial record AnswerDifference(string Place, string Came, string Other)
{
    private const string Nothing = "nothing";

    /// <summary>Compares two lines, of which one may be empty: nothing was said. Null if they say the same.</summary>
    public static AnswerDifference? Between(string one, string two)
    {
        if (one.Length == 0 || two.Length == 0)
        {
            return new AnswerDifference($"{(one.Length == 0 ? "missing" : "more")} {KindOf(one + two)}", one.Length == 0 ? Nothing : one, two.Length == 0 ? Nothing : two);
        }

        ImmutableArray<Difference> differences = MessageComparison.Differences(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(two));
        return differences.IsEmpty ? null : new AnswerDifference($"{Index().Replace(differences[0].Path, "[]")} {KindOf(one)} {KindOf(two)}", one, two);
    }

    /// <summary>An error is of a kind by its text, an event by its name, anything else by what it is.</summary>
    private static string KindOf(string line) =>
        Description().Match(line) is { Success: true } description ? Chosen().Replace(description.Groups[1].Value, "*")
        : Event().Match(line) is { Success: true } name ? name.Groups[1].Value
        : line.Contains("\"return\"", StringComparison.Ordinal) ? "return" : "message";

    [GeneratedRegex("\"desc\": \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Description();

    [GeneratedRegex("\"event\": \"([A-Z_]+)\"")]
    private static partial Regex Event();

    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();
}
