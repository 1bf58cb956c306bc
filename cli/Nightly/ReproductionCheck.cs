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
        string before = Path.Combine(finding.Folder, FindingStore.BeforeName);
        string input = Path.Combine(finding.Folder, FindingStore.MinimisedName);
        string[] inputs = [.. Directory.Exists(before) ? Directory.GetFiles(before).Order(StringComparer.Ordinal).ToArray() : [], input];
        Reproduction shown = Reproduction.Untried;
        int tries = File.Exists(input) ? campaign.Target.IsLive ? TriesOnLiveServers : 1 : 0;
        while (tries-- > 0 && shown != Reproduction.Shown)
        {
            shown = await RunAsync(inputs, finding.Signature, campaign, cancellation);
        }

        return campaign.Target.IsLive && shown == Reproduction.NotShown ? Reproduction.Untried : shown;
    }

    private static async Task<Reproduction> RunAsync(string[] inputs, string signature, FuzzOptions campaign, CancellationToken cancellation)
    {
        string[] words = ["run", "--json", .. campaign.Target.ToArguments(), .. campaign.Dialect is { } dialect ? ["--dialect", dialect.Name] : Array.Empty<string>(), .. inputs];
        return await OwnProcess.RunAsync(words, Patience, cancellation) is { Code: ExitCode.Done or ExitCode.Findings } ended
            ? Judge(ended.Output, signature)
            : Reproduction.Untried;
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
