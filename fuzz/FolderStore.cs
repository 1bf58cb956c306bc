using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz;

/// <summary>
/// The campaign folder, written by one process: each testcase once, under ids without holes, since afl-fuzz reads a queue up to the
/// first number that is missing.
/// </summary>
internal sealed class FolderStore : ICampaignStore
{
    private readonly CampaignFolder _folder;
    private readonly FuzzOptions _options;
    private readonly Dictionary<ulong, int> _ids = [];
    private int _nextId;
    private (int Count, int Crashes, int Hangs) _known;
    private LastFinds _last;

    public FolderStore(CampaignFolder folder, FuzzOptions options)
    {
        (_folder, _options) = (folder, options);
        foreach (StoredTestcase stored in folder.LoadQueue())
        {
            _ids.TryAdd(TestcaseDigest.Of(stored.Testcase), _nextId++);
        }

        (Crashes, Hangs) = (folder.CrashCount, folder.HangCount);
        _known = (Count, Crashes, Hangs);
    }

    /// <summary>Entries in the queue.</summary>
    public int Count => _nextId;

    public int Crashes { get; private set; }

    public int Hangs { get; private set; }

    public bool Holds(ReadOnlySpan<byte> testcase) => _ids.ContainsKey(TestcaseDigest.Of(testcase));

    public void Keep(KeptTestcase kept, ReadOnlySpan<byte> testcase)
    {
        if (_ids.TryAdd(TestcaseDigest.Of(testcase), _nextId))
        {
            int? source = _ids.TryGetValue(kept.Source, out int id) ? id : null;
            _folder.SaveToQueue(_nextId++, source, kept.Executions, kept.Operation, kept.HasNewEdge, testcase);
        }
    }

    public void SaveFailure(FailedTestcase failed, ReadOnlySpan<byte> testcase)
    {
        int source = _ids.GetValueOrDefault(failed.Source);
        if (failed.IsHang)
        {
            _folder.SaveHang(Hangs++, source, failed.Executions, failed.Signature, testcase);
        }
        else
        {
            _folder.SaveCrash(Crashes++, source, failed.Executions, failed.Signature, testcase);
        }
    }

    public void Save(CampaignStatus status, bool plots)
    {
        DateTimeOffset now = status.Started + status.Elapsed;
        _last = new LastFinds(
            Count > _known.Count ? now : _last.Find,
            Crashes > _known.Crashes ? now : _last.Crash,
            Hangs > _known.Hangs ? now : _last.Hang);
        _known = (Count, Crashes, Hangs);
        _folder.WriteStats(AflStats.FuzzerStats(status, _last, _options.CommandLine));
        _folder.WriteSummary(CampaignSummary.Of(_options, status).ToJson());
        if (plots)
        {
            _folder.AppendPlot(AflStats.PlotLine(status));
        }
    }
}
