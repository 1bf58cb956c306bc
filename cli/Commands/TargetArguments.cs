using System.CommandLine;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Cli.Commands;

/// <summary>The options with which a verb is told its target.</summary>
internal sealed class TargetArguments
{
    private readonly Option<TargetChoice> _target = new("--target")
    {
        Description = "What to run: embedded, the built-in server's protocol core, or dll:PATH[:TYPE], an assembly of yours (docs/fuzz-your-own.md).",
        HelpName = "TARGET",
        DefaultValueFactory = _ => TargetChoice.Embedded,
        CustomParser = argument =>
        {
            TargetChoice? choice = TargetChoice.Parse(argument.Tokens[0].Value, out string reason);
            if (choice is null)
            {
                argument.AddError($"--target {reason}");
            }

            return choice;
        },
    };

    private readonly Option<string[]> _instrument = new("--instrument")
    {
        Description = "Assemblies beside a dll: target that are to count too, * as a wildcard (default: all it refers to but System.* and Microsoft.*).",
        HelpName = "NAME",
    };

    /// <summary>Adds both to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_target);
        command.Add(_instrument);
    }

    public TargetChoice Read(ParseResult parsed) => parsed.GetRequiredValue(_target) with { Instrument = parsed.GetValue(_instrument) ?? [] };
}
