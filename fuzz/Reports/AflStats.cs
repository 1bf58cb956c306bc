using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>What a campaign came to so far, for people and for AFL's tools.</summary>
public sealed record CampaignStatus
{
    public required DateTimeOffset Started { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required long Executions { get; init; }

    public required int EdgesFound { get; init; }

    public required int EdgesTotal { get; init; }

    /// <summary>Everything told apart that was ever shown: edges by how often they were passed, states, orders.</summary>
    public int Features { get; init; }

    public required int CorpusCount { get; init; }

    public long CorpusBytes { get; init; }

    /// <summary>The longest testcase that is made for now; 0: the longest there is.</summary>
    public int LengthLimit { get; init; }

    public required int FavouredCount { get; init; }

    public required int Kept { get; init; }

    /// <summary>Of those kept, testcases that came from other instances.</summary>
    public int Imported { get; init; }

    public required int Findings { get; init; }

    public required int Crashes { get; init; }

    public required int Hangs { get; init; }

    public required long Cycles { get; init; }

    public required int CurrentEntry { get; init; }

    public required int MaxDepth { get; init; }

    /// <summary>The share of the edges that are passed as often whenever the same is run; null: not measured.</summary>
    public double? Stability { get; init; }

    /// <summary>What comparing two servers came to; null: there is only one.</summary>
    public ComparisonCounts? Compared { get; init; }

    /// <summary>What each mutator had a part in, and what of that was kept.</summary>
    public IReadOnlyList<MutatorYield> Yields { get; init; } = [];

    /// <summary>How much of the target was reached; of a server that cannot be looked into there is no whole.</summary>
    public string EdgesText => EdgesTotal > 0 ? $"{EdgesFound}/{EdgesTotal}" : $"{EdgesFound}";

    public double ExecutionsPerSecond => Elapsed > TimeSpan.Zero ? Executions / Elapsed.TotalSeconds : 0;
}

/// <summary>When something was last added to a campaign's folders; null: not in this run.</summary>
internal readonly record struct LastFinds(DateTimeOffset? Find, DateTimeOffset? Crash, DateTimeOffset? Hang);

/// <summary>fuzzer_stats and the lines of plot_data, with AFL's names.</summary>
internal static class AflStats
{
    private const int NameWidth = 18;

    public static string FuzzerStats(CampaignStatus status, LastFinds last, string commandLine)
    {
        StringBuilder text = new();
        DateTimeOffset now = status.Started + status.Elapsed;
        Add(text, "start_time", status.Started.ToUnixTimeSeconds());
        Add(text, "last_update", now.ToUnixTimeSeconds());
        Add(text, "run_time", (long)status.Elapsed.TotalSeconds);
        Add(text, "fuzzer_pid", Environment.ProcessId);
        Add(text, "cycles_done", status.Cycles);
        Add(text, "execs_done", status.Executions);
        Add(text, "execs_per_sec", status.ExecutionsPerSecond.ToString("F2", CultureInfo.InvariantCulture));
        Add(text, "corpus_count", status.CorpusCount);
        Add(text, "corpus_favored", status.FavouredCount);
        Add(text, "corpus_found", status.Kept);
        Add(text, "corpus_imported", status.Imported);
        Add(text, "cycles_wo_finds", 0);
        Add(text, "last_find", Seconds(last.Find));
        Add(text, "last_crash", Seconds(last.Crash));
        Add(text, "last_hang", Seconds(last.Hang));
        Add(text, "exec_timeout", 0);
        Add(text, "max_depth", status.MaxDepth);
        Add(text, "cur_item", status.CurrentEntry);
        Add(text, "pending_favs", 0);
        Add(text, "pending_total", 0);
        Add(text, "stability", string.Create(CultureInfo.InvariantCulture, $"{100 * (status.Stability ?? 1):F2}%"));
        Add(text, "bitmap_cvg", Coverage(status));
        Add(text, "saved_crashes", status.Crashes);
        Add(text, "saved_hangs", status.Hangs);
        Add(text, "edges_found", status.EdgesFound);
        Add(text, "total_edges", status.EdgesTotal);
        Add(text, "afl_banner", "qmpfuzz");
        Add(text, "afl_version", typeof(AflStats).Assembly.GetName().Version!.ToString(3));
        Add(text, "target_mode", "embedded");
        Add(text, "command_line", commandLine);
        return text.ToString();
    }

    public static string PlotLine(CampaignStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(long)status.Elapsed.TotalSeconds}, {status.Cycles}, {status.CurrentEntry}, {status.CorpusCount}, 0, 0, {Coverage(status)}, {status.Crashes}, {status.Hangs}, {status.MaxDepth}, {status.ExecutionsPerSecond:F2}, {status.Executions}, {status.EdgesFound}");

    private static long Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private static string Coverage(CampaignStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * status.EdgesFound / Math.Max(1, status.EdgesTotal):F2}%");

    private static void Add(StringBuilder text, string name, object value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name.PadRight(NameWidth)}: {value}\n");
}
