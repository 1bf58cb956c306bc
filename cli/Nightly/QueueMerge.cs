using System.Globalization;
using System.Text.Json;
using QmpFuzz.Fuzz;

namespace QmpFuzz.Cli.Nightly;

/// <summary>Makes the queue of a campaign small at the end of a night, in a process of its own (<c>qmpfuzz merge --in-place</c>): the next night starts from less.</summary>
internal static class QueueMerge
{
    /// <summary>
    /// Whether it can be done: a server in a process of its own answers differently each time, and others read a queue that they share by
    /// its numbers.
    /// </summary>
    public static bool IsPossible(CampaignPlan plan) => !plan.Options.Target.IsLive && plan.Workers.SyncFolder is null && Directory.Exists(plan.Options.Folder);

    /// <summary>Says what came of it.</summary>
    public static async Task<string> RunAsync(FuzzOptions campaign, TimeSpan patience, CancellationToken cancellation)
    {
        string[] words = ["merge", "--in-place", "--json", .. campaign.Target.ToArguments(), .. campaign.Dialect is { } dialect ? ["--dialect", dialect.Name] : Array.Empty<string>(), campaign.Folder];
        if (await OwnProcess.RunAsync(words, patience, cancellation) is not { } ended)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the queue stays as it is: {patience.TotalSeconds:F0} s were not enough to make it smaller");
        }

        if (ended.Code != ExitCode.Done)
        {
            return $"the queue stays as it is: merging it ended with code {(int)ended.Code}";
        }

        using JsonDocument result = JsonDocument.Parse(ended.Output);
        return $"queue of {result.RootElement.GetProperty("run")} minimised to {result.RootElement.GetProperty("kept")}";
    }
}
