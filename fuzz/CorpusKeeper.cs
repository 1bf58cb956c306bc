using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;
using QmpFuzz.Fuzz.Stages;

namespace QmpFuzz.Fuzz;

/// <summary>The corpus in memory and on disk: what is kept is in both, trimmed if it was made here.</summary>
internal sealed class CorpusKeeper(ICampaignStore store, FavouredScheduler scheduler, CampaignStats stats, NewEntries entries)
{
    public CampaignStats Stats => stats;

    /// <summary>One of the executions showed these features.</summary>
    public void Sample(ReadOnlySpan<int> features) => scheduler.Frequencies.Add(features);

    /// <summary>Keeps the testcase that was judged last; the executors may run for it.</summary>
    public void Keep(ReadOnlySpan<byte> testcase, Execution execution, Origin origin, bool hasNewEdge)
    {
        CorpusEntry entry = entries.Make(scheduler.Entries.Count, testcase, execution, origin.Source);
        scheduler.Add(entry);
        stats.MaxDepth = Math.Max(stats.MaxDepth, entry.Depth);
        if (!origin.IsStored)
        {
            stats.Kept++;
            store.Keep(new KeptTestcase(DigestOf(origin.Source), stats.Executions, origin.Operation(), hasNewEdge), entry.Testcase);
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
