using System.CommandLine;
using System.CommandLine.Parsing;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Cli.Commands;

/// <summary>The options with which a verb is told its target.</summary>
internal sealed class TargetArguments
{
    public const string Clients = "--clients";

    private const int GuardMemory = 2048;

    private static readonly TimeSpan GuardTimeout = TimeSpan.FromSeconds(20);

    /// <summary>What to run.</summary>
    public Option<TargetChoice> Choice { get; } = new("--target")
    {
        Description = "What to run: embedded, the built-in server's protocol core; dll:PATH[:TYPE], an assembly of yours (docs/fuzz-your-own.md); unix:PATH or tcp:HOST:PORT, a server that is running; or cmd:'COMMAND {socket}', which starts one. clients:COMMAND is what --clients COMMAND is.",
        HelpName = "TARGET",
        DefaultValueFactory = _ => TargetChoice.Embedded,
        CustomParser = argument => Parse(argument, "--target"),
    };

    private readonly Option<string[]> _instrument = new("--instrument")
    {
        Description = "Assemblies beside a dll: target that are to count too, * as a wildcard (default: all it refers to but System.* and Microsoft.*).",
        HelpName = "NAME",
    };

    /// <summary>How long one execution may take by the clock.</summary>
    public Option<TimeSpan> Timeout { get; } = new("--timeout")
    {
        Description = "How long one execution may take by the clock, where its probe budget does not end it; a server in a process of its own: to answer.",
        HelpName = "T",
        DefaultValueFactory = _ => new LiveOptions().Patience,
        CustomParser = argument => Verb.ParseTime(argument) ?? default,
    };

    private readonly Option<int?> _restartEvery = new("--restart-every") { Description = "Replaces a server that was started by cmd: after so many testcases (default: only when it ended).", HelpName = "N" };
    private readonly Option<bool> _allowDestructive = new("--allow-destructive") { Description = "The server at an endpoint is disposable: send commands that end or change the machine too." };
    private readonly Option<bool> _allowHostAccess = new("--allow-host-access") { Description = "Send commands that reach the host too." };
    private readonly Option<TargetChoice?> _other = new("--compare-with")
    {
        Description = "A second server that gets the same, and must answer the same: embedded, unix:PATH, tcp:HOST:PORT or cmd:'COMMAND {socket}'.",
        HelpName = "TARGET",
        CustomParser = argument => Parse(argument, "--compare-with"),
    };

    /// <summary>How much memory the target may hold.</summary>
    public Option<int> Memory { get; } = new("--memory")
    {
        Description = "How much memory a target may hold; a client: beyond what it holds with a server that does nothing wrong (default there: 192).",
        HelpName = "MB",
        DefaultValueFactory = _ => GuardMemory,
    };

    private readonly Option<TargetChoice?> _clients = new(Clients)
    {
        Description = "Clients under test in place of a server: what starts one, which then connects to {socket}; it is told what a hostile server might say (docs/fuzz-a-client.md).",
        HelpName = "CMD",
        CustomParser = ParseClients,
    };

    private readonly Option<string[]> _recordings = new("--recordings")
    {
        Description = "Recordings (*.qmps, or folders of them) whose servers the clients meet first, in place of the built-in server.",
        HelpName = "SESSION",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _here = new("--here") { Hidden = true };

    /// <summary>Clients are under test, and no server.</summary>
    public bool HasClients(ParseResult parsed) => (parsed.GetValue(_clients) ?? parsed.GetValue(Choice)) is { IsClient: true };

    /// <summary>Also for what keeps a target from taking this process along: it runs again in another one that has <c>--here</c>.</summary>
    public void AddGuardTo(Command command)
    {
        AddTo(command);
        command.Add(_here);
    }

    /// <summary>A verb that runs testcases of a target that may kill its process; null where there is no need.</summary>
    public GuardedRun? Guard(ParseResult parsed) => Read(parsed).Path is null || parsed.GetValue(_here)
        ? null
        : new GuardedRun(OwnProgram.Path, [.. OwnProgram.Arguments, "run", "--here", .. Read(parsed).ToArguments()], GuardTimeout, GuardMemory);

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Choice, _instrument, Timeout, _restartEvery, _allowDestructive, _allowHostAccess, _other, Memory, _clients, _recordings })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool hasClients = result.GetResult(_clients) is not null;
            bool needsClients = !hasClients && !(result.GetResult(Choice)?.Tokens is [{ Value: var target }] && TargetChoice.NamesClients(target));
            if (hasClients && (result.GetResult(Choice) is { Implicit: false } || result.GetResult(_other) is not null))
            {
                result.AddError($"{Clients} is what is under test: {Choice.Name} and {_other.Name} are for servers");
            }
            else if (needsClients && result.GetResult(_recordings) is not null)
            {
                result.AddError($"{_recordings.Name} needs {Clients}");
            }
        });
    }

    public TargetChoice Read(ParseResult parsed) => (parsed.GetValue(_clients) ?? parsed.GetRequiredValue(Choice)) with
    {
        Instrument = parsed.GetValue(_instrument) ?? [],
        Live = new LiveOptions
        {
            Patience = parsed.GetValue(Timeout),
            RestartEvery = parsed.GetValue(_restartEvery),
            AllowDestructive = parsed.GetValue(_allowDestructive),
            AllowHostAccess = parsed.GetValue(_allowHostAccess),
            ClientGrowth = parsed.GetResult(Memory) is { Implicit: false } ? (long)parsed.GetValue(Memory) << 20 : new LiveOptions().ClientGrowth,
            Recordings = parsed.GetValue(_recordings) ?? [],
        },
        Other = parsed.GetValue(_other),
    };

    private static TargetChoice? ParseClients(ArgumentResult argument)
    {
        TargetChoice? choice = TargetChoice.ParseClients(argument.Tokens[0].Value, out string reason);
        if (choice is null)
        {
            argument.AddError($"{Clients} {reason}");
        }

        return choice;
    }

    private static TargetChoice? Parse(ArgumentResult argument, string option)
    {
        TargetChoice? choice = TargetChoice.Parse(argument.Tokens[0].Value, out string reason);
        if (choice is null)
        {
            argument.AddError($"{option} {reason}");
        }

        return choice;
    }
}
