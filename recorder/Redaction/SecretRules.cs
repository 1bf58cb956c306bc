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
    private readonly NamePatterns _names;
    private readonly NamePatterns _conditional;
    private readonly NamePatterns _harmless;
    private readonly FrozenSet<string> _sensitive;
    private readonly FrozenDictionary<string, int> _words;

    internal SecretRules(IReadOnlyCollection<SecretRule> rules)
    {
        All = rules;
        _names = new NamePatterns(rules.OfType<SecretName>().Select(rule => rule.Name));
        _conditional = new NamePatterns(rules.OfType<SecretOfCommand>().Select(rule => rule.Name));
        _sensitive = rules.OfType<SecretOfCommand>().Select(rule => rule.Command).ToFrozenSet();
        _harmless = new NamePatterns(rules.OfType<HarmlessCommand>().Select(rule => rule.Command));
        _words = rules.OfType<SecretWord>().DistinctBy(rule => rule.Word).ToFrozenDictionary(rule => rule.Word, rule => rule.Skip, StringComparer.OrdinalIgnoreCase);
        Texts = [.. rules.OfType<SecretText>().Select(rule => rule.Text)];
    }

    /// <summary>The rules that ship.</summary>
    public static SecretRules Default { get; } = LoadShipped();

    internal IReadOnlyCollection<SecretRule> All { get; }

    /// <summary>Texts that are secrets from the start.</summary>
    internal IReadOnlyList<string> Texts { get; }

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
            : _names.Match(name) ? NameKind.Secret
            : _conditional.Match(name) ? NameKind.Conditional
            : NameKind.Plain;
    }

    /// <summary>Known never to carry a secret; a command that nobody knows is not.</summary>
    internal bool IsHarmless(ReadOnlySpan<byte> command)
    {
        Span<char> name = stackalloc char[command.Length];
        Encoding.Latin1.GetChars(command, name);
        return _harmless.Match(command) && !_sensitive.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
    }

    /// <summary>A word behind which a secret follows, as in <c>key=…</c>.</summary>
    internal bool IsSecretName(ReadOnlySpan<byte> word) => _names.Match(word) || _conditional.Match(word);

    /// <summary>A word of a human monitor command whose secret follows after some words.</summary>
    internal bool IsSecretWord(ReadOnlySpan<byte> word, out int skip)
    {
        Span<char> name = stackalloc char[word.Length];
        Encoding.Latin1.GetChars(word, name);
        return _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out skip);
    }

    private static SecretRules LoadShipped()
    {
        using Stream stream = typeof(SecretRules).Assembly.GetManifestResourceStream("QmpFuzz.Recorder.Redaction.secrets.txt")!;
        using StreamReader reader = new(stream);
        return new SecretRules([]).TryWith(reader.ReadToEnd(), out string reason) ?? throw new InvalidDataException($"secrets.txt: {reason}");
    }
}
