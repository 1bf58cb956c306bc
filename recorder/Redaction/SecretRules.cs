using System.Collections.Frozen;
using System.Text;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>What the name of a member says about its value; the greater one counts where two do.</summary>
internal enum NameKind : byte
{
    Plain,

    /// <summary><c>execute</c> or <c>exec-oob</c>: the value names the command.</summary>
    Command,

    /// <summary><c>id</c>: echoed by the server, members and all.</summary>
    Id,

    /// <summary>A secret, unless the command is known to be harmless.</summary>
    Conditional,

    Secret,
}

/// <summary>What counts as a secret: the rules that ship (<c>secrets.txt</c>), and those that a user adds.</summary>
public sealed class SecretRules
{
    private readonly NamePattern[] _names;
    private readonly NamePattern[] _conditional;
    private readonly FrozenSet<string> _harmless;
    private readonly string[] _harmlessBeginnings;
    private readonly FrozenDictionary<string, int> _words;

    internal SecretRules(IReadOnlyCollection<SecretRule> rules)
    {
        All = rules;
        _names = Patterns<SecretName>(rules, rule => rule.Name);
        _conditional = Patterns<SecretOfCommand>(rules, rule => rule.Name);
        HashSet<string> sensitive = [.. rules.OfType<SecretOfCommand>().Select(rule => rule.Command)];
        ILookup<bool, string> harmless = rules.OfType<HarmlessCommand>().Select(rule => rule.Command).ToLookup(name => name.EndsWith('*'));
        _harmless = harmless[false].Except(sensitive).ToFrozenSet();
        _harmlessBeginnings = [.. harmless[true].Select(name => name[..^1])];
        Sensitive = sensitive.ToFrozenSet();
        _words = rules.OfType<SecretWord>().DistinctBy(rule => rule.Word).ToFrozenDictionary(rule => rule.Word, rule => rule.Skip, StringComparer.OrdinalIgnoreCase);
        Texts = [.. rules.OfType<SecretText>().Select(rule => rule.Text)];
    }

    /// <summary>The rules that ship.</summary>
    public static SecretRules Default { get; } = LoadShipped();

    internal IReadOnlyCollection<SecretRule> All { get; }

    /// <summary>Texts that are secrets from the start.</summary>
    internal IReadOnlyList<string> Texts { get; }

    private FrozenSet<string> Sensitive { get; }

    /// <summary>These rules and one more secret member.</summary>
    public SecretRules WithName(string name) => new([.. All, new SecretName(name)]);

    /// <summary>These rules and those of a text in the form of <c>secrets.txt</c>; null, with the reason, if a line of it is no rule.</summary>
    public SecretRules? TryWith(string text, out string reason)
    {
        List<SecretRule> rules = [.. All];
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (SecretRule.Parse(line) is not { } rule)
            {
                reason = $"line {number}: '{line}' is no rule: expected {SecretRule.Forms}";
                return null;
            }

            rules.Add(rule);
        }

        reason = "";
        return new SecretRules(rules);
    }

    internal NameKind KindOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("execute"u8) || name.SequenceEqual("exec-oob"u8))
        {
            return NameKind.Command;
        }

        return name.SequenceEqual("id"u8) ? NameKind.Id
            : Matches(_names, name) ? NameKind.Secret
            : Matches(_conditional, name) ? NameKind.Conditional
            : NameKind.Plain;
    }

    /// <summary>Known never to carry a secret; a command that nobody knows is not.</summary>
    internal bool IsHarmless(ReadOnlySpan<byte> command)
    {
        Span<char> name = stackalloc char[command.Length];
        Encoding.Latin1.GetChars(command, name);
        return _harmless.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) || BeginsHarmless(name);
    }

    /// <summary>A word behind which a secret follows, as in <c>key=…</c>.</summary>
    internal bool IsSecretName(ReadOnlySpan<byte> word) => Matches(_names, word) || Matches(_conditional, word);

    /// <summary>A word of a human monitor command whose secret follows after some words.</summary>
    internal bool IsSecretWord(ReadOnlySpan<byte> word, out int skip)
    {
        Span<char> name = stackalloc char[word.Length];
        Encoding.Latin1.GetChars(word, name);
        return _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out skip);
    }

    private bool BeginsHarmless(ReadOnlySpan<char> command)
    {
        foreach (string beginning in _harmlessBeginnings)
        {
            if (command.StartsWith(beginning))
            {
                return !Sensitive.GetAlternateLookup<ReadOnlySpan<char>>().Contains(command);
            }
        }

        return false;
    }

    private static bool Matches(NamePattern[] patterns, ReadOnlySpan<byte> name)
    {
        foreach (NamePattern pattern in patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }

    private static NamePattern[] Patterns<T>(IEnumerable<SecretRule> rules, Func<T, string> name)
        where T : SecretRule => [.. rules.OfType<T>().Select(name).Distinct().Select(text => new NamePattern(text))];

    private static SecretRules LoadShipped()
    {
        using Stream stream = typeof(SecretRules).Assembly.GetManifestResourceStream("QmpFuzz.Recorder.Redaction.secrets.txt")!;
        using StreamReader reader = new(stream);
        return new SecretRules([]).TryWith(reader.ReadToEnd(), out string reason) ?? throw new InvalidDataException($"secrets.txt: {reason}");
    }
}
