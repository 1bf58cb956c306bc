using System.CommandLine;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Cli.Commands;

/// <summary>The options of every verb that makes recordings: what they must not show.</summary>
internal sealed class RedactionOptions
{
    private readonly Option<bool> _keepAll = new("--no-redact") { Description = "Keep passwords and keys. Without it, fillers of the same length take their place." };
    private readonly Option<string[]> _names = new("--redact-name") { Description = "A member whose value is a secret too; may begin or end with *.", HelpName = "NAME" };
    private readonly Option<string[]> _files = new("--redact-file") { Description = "More rules of what is a secret, written as in recorder/Redaction/secrets.txt.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_keepAll);
        command.Add(_names);
        command.Add(_files);
    }

    /// <summary>The rules that were asked for, or null for none; false: a file holds something that is no rule.</summary>
    public bool TryRead(ParseResult parsed, out SecretRules? rules, out string reason)
    {
        reason = "";
        rules = parsed.GetValue(_keepAll) ? null : SecretRules.Default;
        foreach (string name in parsed.GetValue(_names) ?? [])
        {
            rules = rules?.WithName(name);
        }

        foreach (string file in rules is null ? [] : parsed.GetValue(_files) ?? [])
        {
            rules = rules?.TryWith(File.ReadAllText(file), out reason);
            if (rules is null)
            {
                reason = $"{file}: {reason}";
                return false;
            }
        }

        return true;
    }
}
