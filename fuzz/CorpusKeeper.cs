using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz;

/// <summary>The corpus in memory and on disk: what is kept is in both.</summary>
internal sealed class CorpusKeeper(CampaignFolder folder, FavouredScheduler scheduler, CampaignStats stats)
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
            folder.SaveToQueue(id, origin.Source?.Id, stats.Executions, origin.Operation(), hasNewEdge, testcase);
        }
    }

    public void SaveFinding(Finding finding, ExecutionOutcome outcome, byte[] testcase, Origin origin)
    {
        int source = origin.Source?.Id ?? 0;
        if (outcome == ExecutionOutcome.Crashed)
        {
            folder.SaveCrash(stats.Crashes++, source, stats.Executions, finding.Signature.Text, testcase);
        }
        else if (outcome == ExecutionOutcome.Hung)
        {
            folder.SaveHang(stats.Hangs++, source, stats.Executions, finding.Signature.Text, testcase);
        }
    }
}
