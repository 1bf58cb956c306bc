using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>The folder of a campaign with several workers: what they hand over is written here, by the supervisor alone.</summary>
internal sealed class SharedFolder
{
    private readonly CampaignFolder _folder;
    private readonly FolderStore _store;
    private readonly FindingStore _findings;
    private readonly PeerFolders? _peers;
    private int _imported;

    private SharedFolder(FuzzOptions options, string? sync)
    {
        _folder = CampaignFolder.Open(options.Folder);
        _store = new FolderStore(_folder, options);
        _findings = FuzzCampaign.OpenFindings(options);
        _peers = sync is null ? null : new PeerFolders(sync, _folder.Root);
    }

    public static SharedFolder Open(FuzzOptions options, string? sync) => new(options, sync);

    public IEnumerable<StoredTestcase> LoadQueue() => _folder.LoadQueue();

    /// <summary>What other instances found since the last look.</summary>
    public IEnumerable<StoredTestcase> TakeFromPeers() => _peers?.TakeNew() ?? [];

    /// <summary>False if the queue holds it already.</summary>
    public bool TryKeep(KeptTestcase kept, byte[] testcase)
    {
        if (_store.Holds(testcase))
        {
            return false;
        }

        _imported += kept.Operation.StartsWith("sync:", StringComparison.Ordinal) ? 1 : 0;
        _store.Keep(kept, testcase);
        return true;
    }

    public void SaveFailure(FailedTestcase failed, byte[] testcase) => _store.SaveFailure(failed, testcase);

    /// <summary>Makes a death a finding; true if the bug is new.</summary>
    public bool Report(WorkerDeath death, byte[] input, long executions)
    {
        Finding finding = death.ToFinding();
        bool isNew = _findings.Note(finding.Signature, executions);
        if (isNew)
        {
            _findings.Save(finding, new FindingInputs(input, input, []), new ExecutionLog());
            _store.SaveFailure(new FailedTestcase(0, executions, finding.Signature.Text, death.IsHang), input);
        }

        return isNew;
    }

    /// <summary>Brings stats and counts up to date; returns the status with what only the folder knows.</summary>
    public CampaignStatus Save(CampaignStatus sum, bool plots)
    {
        CampaignStatus status = sum with
        {
            CorpusCount = _store.Count,
            Findings = Directory.Exists(_folder.Findings) ? Directory.GetDirectories(_folder.Findings).Length : 0,
            Crashes = _store.Crashes,
            Hangs = _store.Hangs,
            Imported = _imported,
        };
        _findings.Flush();
        _store.Save(status, plots);
        return status;
    }
}
