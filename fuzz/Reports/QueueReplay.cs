using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A line of the target's source, and whether the corpus passes it.</summary>
public sealed record SourceLine(int Number, int Probes, int Passed);

/// <summary>A file of the target's source, by the lines on which something is counted.</summary>
public sealed record SourceFile(string Name, string Path, IReadOnlyList<SourceLine> Lines)
{
    public int Passed => Lines.Count(line => line.Passed > 0);
}

/// <summary>
/// What the queue of a campaign does, by running it once more: no campaign has to keep books for its report. For targets that run in this
/// process, and whose inputs these are because they survived them.
/// </summary>
public sealed class QueueReplay
{
    private const int MostTestcases = 50_000;

    private QueueReplay(StateGraph states, IReadOnlyList<SourceFile> files, int testcases) => (States, Files, Testcases) = (states, files, testcases);

    public StateGraph States { get; }

    public IReadOnlyList<SourceFile> Files { get; }

    public int Testcases { get; }

    /// <summary>Runs a campaign's queue; null and a reason where that cannot be done.</summary>
    public static QueueReplay? Run(CampaignReport campaign, CancellationToken cancellation, out string reason)
    {
        reason = "";
        if (campaign.Summary is not { } summary || TargetChoice.Parse(summary.Target, out reason) is not { } choice)
        {
            reason = reason.Length > 0 ? reason : "no run has left a summary";
            return null;
        }

        if (choice.IsLive)
        {
            reason = "what is under test runs in a process of its own, into which a campaign cannot look";
            return null;
        }

        try
        {
            return Run(campaign.Folder, choice, summary.Dialect ?? ProtocolDialect.Qemu.Name, cancellation);
        }
        catch (TargetRefusedException refused)
        {
            reason = refused.Message;
            return null;
        }
    }

    private static QueueReplay Run(string folder, TargetChoice choice, string dialect, CancellationToken cancellation)
    {
        IFuzzTarget target = choice.Load(choice.IsEmbedded ? ProtocolDialect.Qemu.Name : dialect);
        using IDisposable? owned = target as IDisposable;
        InProcessExecutor executor = new(target.NewHarness(), target.Counters);
        StateGraph states = new();
        bool[] passed = new bool[target.Probes.Count];
        int count = 0;
        foreach (StoredTestcase stored in CampaignFolder.LoadQueue(folder).Take(MostTestcases))
        {
            cancellation.ThrowIfCancellationRequested();
            ExecutionLog log = executor.Run(stored.Testcase).Log;
            states.Add(target.Traits.HasFlag(TargetTraits.ChoosesDialect) ? DialectOf(stored.Testcase) : dialect, log);
            Mark(target.Counters, passed);
            count++;
        }

        return new QueueReplay(states, FilesOf(target.Probes, passed), count);
    }

    private static string DialectOf(byte[] testcase) => ProtocolDialect.All[TestcaseDialect.Of(testcase, ProtocolDialect.All.Count) ?? 0].Name;

    private static void Mark(CounterMemory counters, bool[] passed)
    {
        List<int> edges = [];
        CoverageMap.CollectEdges(counters.Counters[..passed.Length], edges);
        foreach (int edge in edges)
        {
            passed[edge] = true;
        }
    }

    private static SourceFile[] FilesOf(ProbeTable probes, bool[] passed)
    {
        (ProbeSite Site, bool Passed)[] known = [.. passed.Select((hit, id) => (probes[id], hit)).Where(probe => probe.Item1.Line > 0)];
        string root = CommonFolder(known.Select(probe => probe.Site.File).Distinct());
        return
        [
            .. known.GroupBy(probe => probe.Site.File)
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => new SourceFile(file.Key[root.Length..], file.Key,
                    [.. file.GroupBy(probe => probe.Site.Line).OrderBy(line => line.Key).Select(line => new SourceLine(line.Key, line.Count(), line.Count(probe => probe.Passed)))])),
        ];
    }

    /// <summary>What the paths have in common up to a slash: the machine that built them is of no interest.</summary>
    internal static string CommonFolder(IEnumerable<string> paths)
    {
        string? common = null;
        foreach (string path in paths)
        {
            string folder = path[..(path.LastIndexOf('/') + 1)];
            common ??= folder;
            while (!folder.StartsWith(common, StringComparison.Ordinal))
            {
                common = common[..(common[..^1].LastIndexOf('/') + 1)];
            }
        }

        return common ?? "";
    }
}
