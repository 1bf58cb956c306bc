using System.Diagnostics;
using System.Text.Json;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Cli.Nightly;

/// <summary>Tries whether findings still show, each in a process of its own (<c>qmpfuzz run</c>): some of them kill the process they run in.</summary>
internal static class ReproductionCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Tries on a server in a process of its own: its threads do not take turns the same way each time, and what does not show may be there all the same.</summary>
    private const int TriesOnLiveServers = 5;

    /// <summary>Whether the minimised input of a finding shows it on its target.</summary>
    public static async Task<Reproduction> TryAsync(FindingEntry finding, FuzzOptions campaign, CancellationToken cancellation)
    {
        string input = Path.Combine(finding.Folder, FindingStore.MinimisedName);
        Reproduction shown = Reproduction.Untried;
        int tries = File.Exists(input) ? campaign.Target.IsLive ? TriesOnLiveServers : 1 : 0;
        while (tries-- > 0 && shown != Reproduction.Shown)
        {
            shown = await RunAsync(input, finding.Signature, campaign, cancellation);
        }

        return campaign.Target.IsLive && shown == Reproduction.NotShown ? Reproduction.Untried : shown;
    }

    private static async Task<Reproduction> RunAsync(string input, string signature, FuzzOptions campaign, CancellationToken cancellation)
    {
        string[] words = ["run", "--json", .. campaign.Target.ToArguments(), .. campaign.Dialect is { } dialect ? ["--dialect", dialect.Name] : Array.Empty<string>(), input];
        using Process run = Process.Start(new ProcessStartInfo(campaign.Program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            Task<string> errors = run.StandardError.ReadToEndAsync(limit.Token);
            string output = await run.StandardOutput.ReadToEndAsync(limit.Token);
            await errors;
            await run.WaitForExitAsync(limit.Token);
            return (ExitCode)run.ExitCode is ExitCode.Done or ExitCode.Findings ? Judge(output, signature) : Reproduction.Untried;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Reproduction.Untried;
        }
        finally
        {
            if (!run.HasExited)
            {
                run.Kill(entireProcessTree: true);
            }
        }
    }

    private static Reproduction Judge(string output, string signature)
    {
        try
        {
            using JsonDocument result = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("{}"));
            return result.RootElement.TryGetProperty("testcases", out JsonElement testcases)
                && testcases.EnumerateArray().Any(testcase => testcase.GetProperty("signature").GetString() == signature)
                ? Reproduction.Shown
                : Reproduction.NotShown;
        }
        catch (JsonException)                               // it died before it had said anything
        {
            return Reproduction.Untried;
        }
    }
}
