using System.CommandLine;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz minimize</c>: the smallest testcase that shows the same bug.</summary>
internal static class MinimizeCommand
{
    private static readonly Argument<string> Testcase = new("TESTCASE") { Description = "A testcase that shows a bug, or a recording (*.qmps, or a folder of them)." };
    private static readonly Option<string> Out = new("--out") { Description = "Where to write the smaller one.", HelpName = "FILE", Required = true };
    private static readonly Option<long> Executions = new("--execs") { Description = "Executions to spend at most.", HelpName = "N", DefaultValueFactory = _ => Minimiser.DefaultLimit };
    private static readonly Option<TimeSpan?> Time = new("--time") { Description = "How long at most: 60s, 5m.", HelpName = "T", CustomParser = Verb.ParseTime };
    private static readonly TargetArguments Target = new();
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create()
    {
        Command command = new("minimize", "Makes a testcase that shows a bug as small as it can be while the signature stays.") { Testcase, Out, Executions, Time, Dialect, Json };
        Target.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Testcase);
        if (Verb.ReadTestcase(path) is not { } testcase)
        {
            return ExitCode.BadInput;
        }

        MinimiseProgressLine progress = new(Console.IsErrorRedirected ? TextWriter.Null : Console.Error, TimeProvider.System, parsed.GetValue(Time), cancellation);
        bool isTestcase = !Directory.Exists(path) && !path.EndsWith(SessionFiles.Extension, StringComparison.Ordinal);
        if (isTestcase && Target.Guard(parsed) is { } guard && guard.Run([path], null).Death is { } death)
        {
            Save(parsed, death, testcase.Length, guard.Minimise(testcase, death.Signature, parsed.GetValue(Executions), progress.GoesOn));
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
        }

        using Reproducer reproducer = Reproducer.For(Target.Read(parsed), parsed.GetRequiredValue(Dialect).Name);
        if (reproducer.Judge(testcase) is not { } finding)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {path}: no oracle objects to it, so there is nothing to keep while it shrinks");
            return ExitCode.BadInput;
        }

        Save(parsed, finding, testcase.Length, reproducer.Minimise(testcase, finding.Signature, parsed.GetValue(Executions), progress.GoesOn));
        return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static void Save(ParseResult parsed, Finding finding, int before, Minimised minimised)
    {
        string file = parsed.GetRequiredValue(Out);
        File.WriteAllBytes(file, minimised.Testcase);
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                file,
                signature = finding.Signature.Text,
                before,
                after = minimised.Testcase.Length,
                executions = minimised.Executions,
                minimal = minimised.IsMinimal,
            }));
            return;
        }

        Console.Out.WriteLine($"signature  {finding.Signature}");
        Console.Out.WriteLine($"{before} -> {minimised.Testcase.Length} bytes in {minimised.Executions} executions, {(minimised.IsMinimal ? "minimal" : "stopped early")}: {file}");
    }
}
