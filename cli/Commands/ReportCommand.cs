using System.CommandLine;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz report</c>: what a campaign, or a folder of nights, found.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "A campaign folder, or the folder of the nights." };
    private static readonly Option<string?> JUnit = new("--junit") { Description = "Writes JUnit's XML: what is new fails.", HelpName = "FILE" };
    private static readonly Option<string?> Sarif = new("--sarif") { Description = "Writes SARIF 2.1.0, for code scanning.", HelpName = "FILE" };
    private static readonly Option<string?> Html = new("--html") { Description = "Writes one self-contained page.", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create() =>
        new Command("report", "Says what a campaign found: what is new, what is known, and how to repeat it.") { Folder, Html, JUnit, Sarif, Json }.Runs(RunAsync);

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(Folder);
        if (FolderReport.Read(folder) is not { } report)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {folder}: no campaign was ever run there");
            return ExitCode.BadInput;
        }

        await WriteAsync(parsed.GetValue(JUnit), () => JUnitReport.Write(report), cancellation);
        await WriteAsync(parsed.GetValue(Sarif), () => SarifReport.Write(report), cancellation);
        await WriteAsync(parsed.GetValue(Html), () => ReportPage.Write(report, TimeProvider.System.GetUtcNow(), cancellation), cancellation);
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else
        {
            ReportText.Write(report, Console.Out);
        }

        return ExitCode.Done;
    }

    private static Task WriteAsync(string? file, Func<string> content, CancellationToken cancellation) =>
        file is null ? Task.CompletedTask : File.WriteAllTextAsync(file, content(), cancellation);
}
