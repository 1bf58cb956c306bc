using System.CommandLine;
using QmpFuzz.Cli.Nightly;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz nightly</c>: an unattended run over several targets, and one page in the morning.</summary>
internal static class NightlyCommand
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromHours(8);

    private static readonly Argument<string> Config = new("FILE") { Description = "The targets, as YAML (docs/nightly.md)." };
    private static readonly Option<string> Out = new("--out") { Description = "The folder of the nights; each one goes on from the last.", HelpName = "DIR", DefaultValueFactory = _ => "qmpfuzz-nights" };
    private static readonly Option<TimeSpan?> Time = new("--time") { Description = "How long the night is: 5m, 8h (default: 8h).", HelpName = "T", CustomParser = Verb.ParseTime };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create() =>
        new Command("nightly", "Fuzzes a list of targets within a time box; exit code 1 if there is something new since the last night, or a regression broke.") { Config, Out, Time, Json }.Runs(RunAsync);

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(Out);
        if (NightlyFile.Read(parsed.GetRequiredValue(Config), out string reason) is not { } file || Plans(file, folder, out reason) is not { } plans)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {reason}");
            return ExitCode.BadInput;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using FileStream? @lock = TryLock(Path.Combine(folder, "nightly.lock"));
        if (@lock is null)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {folder}: another night is running there");
            return ExitCode.SystemFailure;
        }

        NightlyRun run = new(folder, file, plans, TimeProvider.System, Console.Error);
        FolderReport report = await run.RunAsync(parsed.GetValue(Time) ?? DefaultTime, cancellation);
        Print(parsed, report, run);
        return report.HasNews ? ExitCode.Findings : run.Unreached.Count > 0 ? ExitCode.Unreachable : ExitCode.Done;
    }

    private static void Print(ParseResult parsed, FolderReport report, NightlyRun run)
    {
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(ReportJson.Write(report));
            return;
        }

        ReportText.Write(report, Console.Out);
        foreach (string unreached in run.Unreached)
        {
            Console.Out.WriteLine($"NOT REACHED  {unreached}");
        }

        Console.Out.WriteLine($"night {report.Nights.Count}; the page: {Path.Combine(report.Folder, "report.html")}");
    }

    private static List<(NightlyTarget Target, CampaignPlan Plan)>? Plans(NightlyFile file, string folder, out string reason)
    {
        List<(NightlyTarget, CampaignPlan)> plans = [];
        reason = "";
        foreach (NightlyTarget target in file.Targets)
        {
            if (target.Plan(folder, out reason) is not { } plan)
            {
                return null;
            }

            plans.Add((target, plan));
        }

        return plans;
    }

    // held by the descriptor: it is gone with the process, however that ends
    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
