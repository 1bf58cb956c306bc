using System.CommandLine;
using System.Text.Json;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz keep</c>: makes a finding a regression, which the tests execute from then on.</summary>
internal static class KeepCommand
{
    private const string DefaultFolder = "corpus/regressions";

    private static readonly Argument<string> Finding = new("FINDING") { Description = "The folder of a finding, or a testcase." };
    private static readonly Option<string> Title = new("--title") { Description = "What went wrong, in a few words.", HelpName = "T" };
    private static readonly Option<string> Name = new("--name") { Description = "What to call it (default: after the finding).", HelpName = "NAME" };
    private static readonly Option<string> To = new("--to") { Description = "The folder of regressions.", HelpName = "DIR", DefaultValueFactory = _ => DefaultFolder };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create() =>
        new Command("keep", "Copies a finding's minimised input to the regressions that the tests execute.") { Finding, Title, Name, To, Json }.Runs(RunAsync);

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string finding = parsed.GetRequiredValue(Finding);
        bool isFolder = Directory.Exists(finding);
        string called = isFolder ? Path.GetFileName(Path.GetFullPath(finding).TrimEnd(Path.DirectorySeparatorChar)) : Path.GetFileNameWithoutExtension(finding);
        string folder = parsed.GetRequiredValue(To);
        if (isFolder && parsed.GetResult(To) is not { Implicit: false } && IsOfAClient(finding))
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {finding} is a finding in a client, and {DefaultFolder} is for servers: give --to DIR, and run all of DIR with run DIR {TargetArguments.Clients} CMD");
            return ExitCode.BadInput;
        }

        Regression regression = new()
        {
            Name = parsed.GetValue(Name) ?? called,
            Testcase = await File.ReadAllBytesAsync(isFolder ? Path.Combine(finding, FindingStore.MinimisedName) : finding, cancellation),
            Title = parsed.GetValue(Title) ?? called,
            Rule = isFolder ? called : "",
            Since = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        };
        if (Path.Exists(Path.Combine(folder, $"{regression.Name}.qmpt")))
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {folder} has a regression called {regression.Name} already; give another --name");
            return ExitCode.BadInput;
        }

        regression.Save(folder);
        string file = Path.Combine(folder, $"{regression.Name}.qmpt");
        Console.Out.WriteLine(parsed.GetValue(Json) ? JsonSerializer.Serialize(new { file, title = regression.Title }) : $"kept as {file}");
        return ExitCode.Done;
    }

    private static bool IsOfAClient(string finding) =>
        Path.Combine(finding, FindingStore.ReproduceName) is var reproduce && File.Exists(reproduce) && File.ReadAllText(reproduce).Contains($" {TargetArguments.Clients} ", StringComparison.Ordinal);
}
