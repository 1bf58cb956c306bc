using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz;

/// <summary>What differs between a campaign that is alone in its process and one that works for a supervisor.</summary>
internal sealed record CampaignSurroundings
{
    public required IFuzzTarget Target { get; init; }

    public required ICampaignStore Store { get; init; }

    /// <summary>What the campaign's queue holds already.</summary>
    public required IEnumerable<StoredTestcase> Queue { get; init; }

    /// <summary>The next testcase that somebody else found, or null; asked between turns.</summary>
    public Func<StoredTestcase?> NextImport { get; init; } = static () => null;

    /// <summary>Put around each executor.</summary>
    public Func<IExecutor, IExecutor> Watch { get; init; } = static executor => executor;

    /// <summary>Takes the findings; null: they become folders in the campaign's own.</summary>
    public TakeFinding? TakeFinding { get; init; }

    /// <summary>Everything that the campaign starts from has run.</summary>
    public Action<CampaignStatus> Inited { get; init; } = static _ => { };

    /// <summary>Alone: the target is loaded here, and the folder is this campaign's own.</summary>
    public static CampaignSurroundings Alone(FuzzOptions options)
    {
        IFuzzTarget target = options.Target.Load(options.DefaultDialect);
        CampaignFolder folder = CampaignFolder.Open(options.Folder);
        return new CampaignSurroundings { Target = target, Store = new FolderStore(folder, options), Queue = folder.LoadQueue() };
    }
}
