using System.CommandLine;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Drivers;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz afl</c>: a target for afl-fuzz.</summary>
internal static class AflCommand
{
    private static readonly TargetArguments Target = new();
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<string?> Dictionary = new("--dict") { Description = "A dictionary in AFL's format, handed to afl-fuzz in place of the shipped one.", HelpName = "FILE" };
    private static readonly Option<string?> Show = new("--show") { Hidden = true };
    private static readonly Option<bool> Greet = new("--greet") { Hidden = true };

    public static Command Create()
    {
        Command command = new("afl", "Is driven by afl-fuzz: AFL_SKIP_BIN_CHECK=1 afl-fuzz -i DIR -o DIR -- qmpfuzz afl [--target TARGET]") { Dialect, Dictionary, Show, Greet };
        Target.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!AflForkServer.IsCalled)
        {
            await Console.Error.WriteLineAsync("qmpfuzz: afl is for afl-fuzz to start: AFL_SKIP_BIN_CHECK=1 afl-fuzz -i DIR -o DIR -- qmpfuzz afl ...; to run one testcase: qmpfuzz run");
            return ExitCode.BadInput;
        }

        if (Target.Read(parsed) is { IsLive: true } live)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: --target {live}: afl-fuzz needs one that counts its edges: embedded or dll:PATH[:TYPE]");
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(Show) is not { } shown)
        {
            return (ExitCode)AflForkServer.Run(OwnProgram.Path, [.. OwnProgram.Arguments, .. Environment.GetCommandLineArgs()[1..]]);
        }

        TargetChoice target = Target.Read(parsed);
        new AflTarget(new FuzzOptions
        {
            Folder = "",
            Seeds = [],
            Seed = 0,
            Target = target,
            Dialect = parsed.GetValue(Dialect),
            Dictionary = parsed.GetValue(Dictionary) is { } dictionary ? File.ReadAllLines(dictionary) : target.IsEmbedded ? ShippedFiles.LoadDictionary() : [],
        }).Run(shown, parsed.GetValue(Greet));
        return ExitCode.Done;
    }
}
