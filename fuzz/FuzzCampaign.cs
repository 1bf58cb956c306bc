using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;
using QmpFuzz.Fuzz.Stages;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz;

/// <summary>
/// A campaign against one target: options to a wired fuzzer. Everything it decides is a function of (seed,
/// corpus, binary); the clock tells when to report, and nothing else.
/// </summary>
public sealed class FuzzCampaign
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlotEvery = TimeSpan.FromSeconds(5);

    private readonly FuzzOptions _options;
    private readonly TimeProvider _time;
    private readonly CampaignFolder _folder;
    private readonly CampaignStats _stats = new();
    private readonly IFuzzTarget _target;
    private readonly EdgeFeedback _feedback;
    private readonly FavouredScheduler _scheduler;
    private readonly MutatorSet _mutators = MutatorSet.Create();
    private readonly FindingStore _findings;
    private readonly Fuzzer _fuzzer;
    private readonly DateTimeOffset _started;
    private readonly long _start;

    public FuzzCampaign(FuzzOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        (_started, _start) = (time.GetUtcNow(), time.GetTimestamp());
        MutationDictionary dictionary = MutationDictionary.Parse(options.Dictionary, out string reason) ?? throw new InvalidDataException($"dictionary: {reason}");
        DeterministicRandom random = new(options.Seed);
        string dialect = (options.Target.IsEmbedded ? ProtocolDialect.Qemu : options.Dialect ?? ProtocolDialect.Qemu).Name;
        _target = options.Target.Load(dialect);
        _folder = CampaignFolder.Open(options.Folder);
        _feedback = new EdgeFeedback(_target.Counters);
        _scheduler = new FavouredScheduler(_target.Counters.Length);
        _findings = new FindingStore(_folder.Findings);
        FindingTriage triage = new(_findings, Reproducer.For(options.Target, dialect), RunCommand(options));
        OraclePanel oracles = new(NewExecutor(), dialect, _target.IsConversation);
        Evaluator evaluator = new(NewExecutor(), _feedback, oracles, triage.Take, new CorpusKeeper(_folder, _scheduler, _stats));
        DialectChoice dialects = options.Target.IsEmbedded ? new(ProtocolDialect.All.Count, PlaceOf(options.Dialect)) : DialectChoice.None;
        HavocStage havoc = new(_mutators, new MutationContext(random, dictionary, options.MaxLength), dialects, evaluator, _scheduler);
        _fuzzer = new Fuzzer(evaluator, _scheduler, havoc, dialects, random);
    }

    /// <summary>Every mutator, in a fixed order.</summary>
    public IReadOnlyList<MutatorYield> Yields => [.. _mutators.All.Select(mutator => new MutatorYield(mutator.Name, mutator.Tried, mutator.Kept))];

    /// <summary>The bugs in the folder, by signature; those of earlier runs too.</summary>
    public IReadOnlyList<string> Signatures => [.. _findings.Seen.Keys];

    /// <summary>Runs until the executions are done or it is cancelled, which ends it as cleanly; reports about once a second.</summary>
    public CampaignStatus Run(Action<CampaignStatus> report, CancellationToken cancellation)
    {
        bool IsOver() =>
            cancellation.IsCancellationRequested
            || _stats.Executions >= _options.Executions
            || (_options.StopsOnFinding && _stats.Findings > 0);

        _fuzzer.Start(_folder.LoadQueue(), areStored: true, IsOver);
        _fuzzer.Start(_options.Seeds, areStored: false, IsOver);
        _fuzzer.StartFromNothing();
        TimeSpan nextReport = TimeSpan.Zero;
        TimeSpan nextPlot = TimeSpan.Zero;
        while (!IsOver())
        {
            _fuzzer.Turn(IsOver);
            TimeSpan elapsed = _time.GetElapsedTime(_start);
            if (elapsed < nextReport)
            {
                continue;
            }

            CampaignStatus status = Status();
            Save(status, plots: elapsed >= nextPlot);
            report(status);
            nextReport = elapsed + ReportEvery;
            nextPlot = elapsed >= nextPlot ? elapsed + PlotEvery : nextPlot;
        }

        CampaignStatus last = Status();
        Save(last, plots: true);
        return last;
    }

    /// <summary>Testcases say themselves in which dialect they run.</summary>
    private static string RunCommand(FuzzOptions options) =>
        string.Join(' ', [$"'{options.Program}' run", .. options.Target.ToArguments().Select(argument => $"'{argument}'")]);

    private static int? PlaceOf(ProtocolDialect? dialect) => dialect is null ? null : ProtocolDialect.All.Index().First(each => each.Item == dialect).Index;

    private InProcessExecutor NewExecutor() => new(_target.NewHarness(), _target.Counters);

    private void Save(CampaignStatus status, bool plots)
    {
        _findings.Flush();
        _folder.WriteStats(AflStats.FuzzerStats(status, _options.CommandLine));
        if (plots)
        {
            _folder.AppendPlot(AflStats.PlotLine(status));
        }
    }

    private CampaignStatus Status() => new()
    {
        Started = _started,
        Elapsed = _time.GetElapsedTime(_start),
        Executions = _stats.Executions,
        EdgesFound = _feedback.EdgesFound,
        EdgesTotal = _target.Probes.Count,
        CorpusCount = _scheduler.Entries.Count,
        FavouredCount = _scheduler.FavouredCount,
        Kept = _stats.Kept,
        Findings = _findings.Seen.Count,
        Crashes = _stats.Crashes,
        Hangs = _stats.Hangs,
        Cycles = _stats.Picks / Math.Max(1, _scheduler.Entries.Count),
        CurrentEntry = _stats.CurrentEntry,
        MaxDepth = _stats.MaxDepth,
    };
}
