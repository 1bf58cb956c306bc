using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz;

/// <summary>The corpus in memory and on disk: what is kept is in both.</summary>
internal sealed class CorpusKeeper(ICampaignStore store, FavouredScheduler scheduler, CampaignStats stats)
{
    public CampaignStats Stats => stats;

    public void Keep(ReadOnlySpan<byte> testcase, Origin origin, bool hasNewEdge, long probes, int[] edges)
    {
        int id = scheduler.Entries.Count;
        int depth = origin.Source is { } source ? source.Depth + 1 : 0;
        scheduler.Add(new CorpusEntry(id, testcase.ToArray(), depth, probes, edges));
        stats.MaxDepth = Math.Max(stats.MaxDepth, depth);
        if (!origin.IsStored)
        {
            stats.Kept++;
            store.Keep(new KeptTestcase(DigestOf(origin.Source), stats.Executions, origin.Operation(), hasNewEdge), testcase);
        }
    }

    public void SaveFinding(Finding finding, ExecutionOutcome outcome, byte[] testcase, Origin origin)
    {
        bool isHang = outcome == ExecutionOutcome.Hung;
        stats.Crashes += outcome == ExecutionOutcome.Crashed ? 1 : 0;
        stats.Hangs += isHang ? 1 : 0;
        if (outcome != ExecutionOutcome.Completed)
        {
            store.SaveFailure(new FailedTestcase(DigestOf(origin.Source), stats.Executions, finding.Signature.Text, isHang), testcase);
        }
    }

    private static ulong DigestOf(CorpusEntry? entry) => entry is null ? 0 : TestcaseDigest.Of(entry.Testcase);
}
