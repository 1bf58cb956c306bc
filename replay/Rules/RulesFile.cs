using System.Globalization;
using System.Text.RegularExpressions;

namespace QmpFuzz.Replay.Rules;

/// <summary>Reads the format that is described at the top of <c>rules.txt</c>.</summary>
public static class RulesFile
{
    private const string Why = " -- ";
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The rules of a text, or null and what is wrong with it, with file and line.</summary>
    public static ReplayRules? Parse(string file, string text, out string reason)
    {
        ReplayRules rules = new();
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Add(rules, line, out reason) is not { } more)
            {
                reason = $"{file}: line {number}: {reason}";
                return null;
            }

            rules = more with { Count = rules.Count + 1 };
        }

        reason = "";
        return rules;
    }

    private static ReplayRules? Add(ReplayRules rules, string line, out string reason)
    {
        int why = line.IndexOf(Why, StringComparison.Ordinal);
        reason = "a rule needs its reason behind ' -- '";
        if (why < 0 || line[(why + Why.Length)..].Trim().Length == 0)
        {
            return null;
        }

        string[] words = line[..why].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        reason = $"'{words[0]}' needs more words";
        try
        {
            return words switch
            {
                ["ignore", string where, _, ..] => rules with { Ignored = rules.Ignored.Add(Places(where, words[2..])) },
                ["optional", string where, _, ..] => rules with { Optional = rules.Optional.Add(Places(where, words[2..])) },
                ["settle", string where, string path, string text] when Milliseconds(text) is { } pause =>
                    rules with { Settling = rules.Settling.Add(new SettlingState(where, [.. path.Split('.').Skip(1)], pause)) },
                ["rest", string name, string text] when Milliseconds(text) is { } pause => rules with { Resting = rules.Resting.Add(new RestingEvent(name, pause)) },
                ["timed", _, ..] => rules with { TimedEvents = rules.TimedEvents.AddRange(words[1..]) },
                ["text", string pattern] => rules with { Texts = rules.Texts.Add(new Regex(pattern, Options)) },
                ["folder", string pattern] => rules with { Folders = rules.Folders.Add(new Regex($@"(?:\A|[^\w./-])(?<folder>{pattern})(?:[^\w.-]|\z)", Options)) },
                ["live", string name, ..] => rules with { LiveNumbers = rules.LiveNumbers.Add(new LiveNumber(name, [.. words[2..].Select(Number)])) },
                ["ignore" or "optional" or "settle" or "rest" or "timed" or "text" or "folder" or "live", ..] => null,
                _ => Unknown(words[0], out reason),
            };
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            reason = fault.Message;                         // not a pattern
            return null;
        }
    }

    private static ReplayRules? Unknown(string word, out string reason)
    {
        reason = $"'{word}' is no kind of rule";
        return null;
    }

    private static TimeSpan? Milliseconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static PlaceRule Places(string where, IEnumerable<string> paths) => new(where, [.. paths.Select(path => new PathPattern(path))]);

    // text with {} for a number -> pattern with the number as group 1
    private static Regex Number(string text) => new($@"(?:\A|[^0-9A-Za-z]){Regex.Escape(text).Replace(@"\{}", "([0-9]+)", StringComparison.Ordinal)}(?:[^0-9]|\z)", Options);
}
