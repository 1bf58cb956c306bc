using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace QmpFuzz.Replay.Safety;

/// <summary>Why a command is refused.</summary>
public enum Danger
{
    /// <summary>It ends or changes the VM: fine for a target that is disposable.</summary>
    ChangesVm,

    /// <summary>It reaches the host, through files, programs or the network.</summary>
    ReachesHost,
}

/// <summary>One line of <c>commands.txt</c> with its conditions.</summary>
internal sealed record SafetyRule(Danger Danger, string Name, ImmutableArray<ArgumentCondition> Unless, ImmutableArray<ArgumentCondition> When)
{
    /// <summary>True if the rule is about this command with these arguments.</summary>
    public bool Refuses(string command, JsonElement arguments) =>
        Covers(command)
        && !Unless.Any(condition => condition.Holds(arguments))
        && (When.IsEmpty || When.Any(condition => condition.Holds(arguments)));

    public bool Covers(string command) => Name.EndsWith('*') ? command.StartsWith(Name[..^1], StringComparison.Ordinal) : command == Name;
}

/// <summary>The argument at a dotted path is a string that matches.</summary>
internal sealed record ArgumentCondition(ImmutableArray<string> Path, Regex Pattern)
{
    public bool Holds(JsonElement arguments)
    {
        JsonElement value = arguments;
        foreach (string member in Path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(member, out value))
            {
                return false;
            }
        }

        return value.ValueKind == JsonValueKind.String && Pattern.IsMatch(value.GetString()!);
    }
}

/// <summary>The two lists of <c>commands.txt</c>, which ships inside this assembly.</summary>
internal static class SafetyRules
{
    private static readonly FrozenDictionary<string, Danger> Dangers = new Dictionary<string, Danger>
    {
        ["vm"] = Danger.ChangesVm,
        ["host"] = Danger.ReachesHost,
    }.ToFrozenDictionary();

    public static ImmutableArray<SafetyRule> Shipped { get; } = Load();

    /// <summary>Reads the format that is described at the top of <c>commands.txt</c>; a mistake in it is ours and is thrown.</summary>
    public static ImmutableArray<SafetyRule> Parse(IEnumerable<string> lines)
    {
        List<SafetyRule> rules = [];
        foreach (string line in lines)
        {
            string[] words = line.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (Dangers.TryGetValue(words[0], out Danger danger))
            {
                rules.Add(new SafetyRule(danger, words[1], [], []));
                continue;
            }

            ArgumentCondition condition = new([.. words[1].Split('.')], new Regex($@"\A(?:{words[2]})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            rules[^1] = words[0] switch
            {
                "unless" => rules[^1] with { Unless = rules[^1].Unless.Add(condition) },
                "when" => rules[^1] with { When = rules[^1].When.Add(condition) },
                _ => throw new FormatException($"commands.txt: '{line}' is neither a command nor a condition"),
            };
        }

        return [.. rules];
    }

    private static ImmutableArray<SafetyRule> Load()
    {
        using Stream data = typeof(SafetyRules).Assembly.GetManifestResourceStream("QmpFuzz.Replay.Safety.commands.txt")!;
        using StreamReader reader = new(data);
        return Parse(reader.ReadToEnd().Split('\n'));
    }
}
