using System.Globalization;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>One line of <c>secrets.txt</c>, where the forms are described.</summary>
internal abstract record SecretRule
{
    public const string Forms = "name NAME, in COMMAND NAME, harmless COMMAND, word WORD [N] or text TEXT";

    /// <summary>Null if the line has none of the forms.</summary>
    public static SecretRule? Parse(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["name", string name] => new SecretName(name),
        ["in", string command, string name] => new SecretOfCommand(command, name),
        ["harmless", string command] => new HarmlessCommand(command),
        ["word", string word] => new SecretWord(word, 0),
        ["word", string word, string skip] when int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out int skipped) => new SecretWord(word, skipped),
        ["text", _, ..] => new SecretText(line["text".Length..].TrimStart()),
        _ => null,
    };
}

internal sealed record SecretName(string Name) : SecretRule;

internal sealed record SecretOfCommand(string Command, string Name) : SecretRule;

internal sealed record HarmlessCommand(string Command) : SecretRule;

internal sealed record SecretWord(string Word, int Skip) : SecretRule;

internal sealed record SecretText(string Text) : SecretRule;
