using System.Text;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;
using QmpFuzz.Fuzz.Stages;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Fuzz;

/// <summary>
/// A campaign against one target: options to a wired fuzzer. Everything it decides is a function of (seed,
/// corpus, binary); the clock tells when to report, and nothing else.
/// </summary>
public sealed class FuzzCampaign : IDisposable
{
    // each is run as often as a finding is tried, on servers of their own
    private const int MostForerunners = 4;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlotEvery = TimeSpan.FromSeconds(5);

    private readonly FuzzOptions _options;
    private readonly TimeProvider _time;
    private readonly CampaignSurroundings _around;
    private readonly CampaignStats _stats = new();
    private readonly EdgeFeedback _feedback;
    private readonly FeedbackPanel _panel;
    private readonly Calibration? _calibration;
    private readonly FavouredScheduler _scheduler;
    private readonly MutatorSet _mutators;
    private readonly FindingStore? _findings;
    private readonly LengthControl _lengths;
    private readonly Reproducer _reproducer;
    private readonly RunHistory _history = new();
    private readonly Fuzzer _fuzzer;
    private readonly DateTimeOffset _started;
    private readonly long _start;

    /// <summary>Alone in this process, with a folder of its own.</summary>
    public FuzzCampaign(FuzzOptions options, TimeProvider time)
        : this(options, time, CampaignSurroundings.Alone(options))
    {
    }

    internal FuzzCampaign(FuzzOptions options, TimeProvider time, CampaignSurroundings around)
    {
        (_options, _time, _around) = (options, time, around);
        (_started, _start) = (time.GetUtcNow(), time.GetTimestamp());
        MutationDictionary dictionary = MutationDictionary.Parse(options.Dictionary, out string reason) ?? throw new InvalidDataException($"dictionary: {reason}");
        DeterministicRandom random = new(options.Seed);
        _feedback = new EdgeFeedback(around.Target.Counters);
        FeedbackPanel feedback = _panel = new FeedbackPanel(Feedbacks(options.Feedback));
        CommandGenerator? commands = CommandsFor(options, around.Target);
        _mutators = options.Target.IsClient ? MutatorSet.ForClients(options.WithoutMutators) : MutatorSet.Create(options.WithoutMutators, commands is not null);
        _scheduler = new FavouredScheduler(feedback.Length);
        _lengths = new LengthControl(options.LengthControl, options.MaxLength);
        _findings = around.TakeFinding is null ? OpenFindings(options) : null;
        _reproducer = options.Target.IsShared || options.Target.IsClient ? new Reproducer(around.Target, options.DefaultDialect) : Reproducer.For(options.Target, options.DefaultDialect, around.Watch);
        TakeFinding take = around.TakeFinding
            ?? new FindingTriage(_findings!, _reproducer, testcase => BehindOthers(testcase)) { Costs = CostsOf(options.Target), Forerunners = Forerunners }.Take;
        OraclePanel oracles = new(NewExecutor(), options.DefaultDialect, around.Target.Traits);
        IExecutor again = NewExecutor();
        _calibration = options.Target.IsLive ? null : new Calibration(again, around.Target.Counters, _feedback);
        NewEntries entries = new(feedback, options.Target.IsLive ? null : new Trimmer(again, feedback), _calibration);
        Evaluator evaluator = new(_history.Remember(NewExecutor()), feedback, oracles, take, new CorpusKeeper(around.Store, _scheduler, _stats, entries));
        DialectChoice dialects = options.Target.IsEmbedded ? new(ProtocolDialect.All.Count, PlaceOf(options.Dialect)) : DialectChoice.None;
        HavocStage havoc = new(_mutators, new MutationContext(random, dictionary, options.MaxLength, commands), dialects, evaluator, _scheduler, _lengths, Operands());
        _fuzzer = new Fuzzer(evaluator, _scheduler, havoc, dialects, random);
    }

    /// <summary>Makes the commands of a schema, if there is one, but not those that must not be sent to the target.</summary>
    private static CommandGenerator? CommandsFor(FuzzOptions options, IFuzzTarget target)
    {
        QmpSchema? saved = options.Schema is { } json ? (UpstreamSchema.Parse(json, out string fault) ?? throw new InvalidDataException($"schema: {fault}")).Schema : null;
        if ((saved ?? target.Schema) is not { } schema)
        {
            return null;
        }

        SafetyPolicy policy = options.Target.SafetyPolicy;
        CommandGenerator commands = new(schema, name => SafetyCheck.Allows([Encoding.UTF8.GetBytes($"{{\"execute\":\"{name}\"}}")], policy), target.Mentioned);
        return commands.Count > 0 ? commands : null;
    }

    /// <summary>Every mutator, in a fixed order.</summary>
    public IReadOnlyList<MutatorYield> Yields => [.. _mutators.All.Select(mutator => new MutatorYield(mutator.Name, mutator.Tried, mutator.Kept))];

    /// <summary>The bugs in the folder, by signature; those of earlier runs too.</summary>
    public IReadOnlyList<string> Signatures => [.. _findings?.Seen.Keys ?? []];

    /// <summary>Runs until the executions are done or it is cancelled, which ends it as cleanly; reports about once a second.</summary>
    public CampaignStatus Run(Action<CampaignStatus> report, CancellationToken cancellation)
    {
        bool IsCut() => cancellation.IsCancellationRequested || _around.Target.IsGone || (_options.StopsOnFinding && _stats.Findings > 0);
        bool IsOver() => IsCut() || _stats.Executions >= _options.Executions;

        Start(_options.RunsAllSeeds ? IsCut : IsOver);
        TimeSpan nextReport = TimeSpan.Zero;
        TimeSpan nextPlot = TimeSpan.Zero;
        using IEnumerator<StoredTestcase> own = _around.Target.Seeds.GetEnumerator();
        while (!IsOver())
        {
            Import(IsOver);
            if (own.MoveNext())
            {
                _fuzzer.Start([own.Current], areStored: false, IsOver);
            }
            else
            {
                _fuzzer.Turn(IsOver);
            }

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

    private void Start(Func<bool> isOver)
    {
        _fuzzer.Start(_around.Queue, areStored: true, isOver);
        _fuzzer.Start(_options.Seeds, areStored: false, isOver);
        _fuzzer.StartFromNothing();
        _lengths.Begin(_scheduler.Longest);
        _around.Inited(Status());
    }

    /// <summary>Ends what was started for the campaign.</summary>
    public void Dispose()
    {
        _reproducer.Dispose();
        (_around.Target as IDisposable)?.Dispose();
    }

    /// <summary>Testcases say themselves in which dialect they run, but not those for clients.</summary>
    internal static ReproduceCommand RunCommand(FuzzOptions options) => new(options.Program,
        [.. options.ProgramArguments, "run", .. options.Target.ToArguments(), .. options is { Target.IsClient: true, Dialect: { } dialect } ? ["--dialect", dialect.Name] : Array.Empty<string>()])
        { Tries = CostsOf(options.Target).Tries };

    /// <summary>The campaign's findings, with how to repeat them.</summary>
    public static FindingStore OpenFindings(FuzzOptions options) =>
        new(CampaignFolder.FindingsIn(options.Folder), RunCommand(options), options.Target.IsClient ? null : options.Target.Path is null ? "" : options.Target.Type ?? "MyServer");

    private static MinimiseCosts CostsOf(TargetChoice target) => target.IsClient ? MinimiseCosts.OfProcesses : target.IsLive ? MinimiseCosts.OfSessions : MinimiseCosts.OfCalls;

    private static int? PlaceOf(ProtocolDialect? dialect) => dialect is null ? null : ProtocolDialect.All.Index().First(each => each.Item == dialect).Index;

    /// <summary>What the testcase shows behind those that ran before it, where a target can be had that nothing ran on.</summary>
    private LateFinding? BehindOthers(byte[] testcase) => _options.Target.IsLive
        ? null
        : new PrefixSearch(() => Reproducer.For(_options.Target, _options.DefaultDialect, _around.Watch)).Find(_history.BeforeTheLast(), testcase);

    /// <summary>A server that we start can be had anew for each.</summary>
    private IEnumerable<byte[]> Forerunners() => _options.Target.Command is null ? [] : _history.BeforeTheLast().TakeLast(MostForerunners).Reverse();

    private IExecutor NewExecutor() => _around.Watch(new InProcessExecutor(_around.Target.NewHarness(), _around.Target.Counters));

    private void Import(Func<bool> isOver)
    {
        while (!isOver() && _around.NextImport() is { } import)
        {
            _fuzzer.Import(import);
        }
    }

    private List<IFeedback> Feedbacks(FeedbackKinds kinds)
    {
        List<IFeedback> feedbacks = kinds.HasFlag(FeedbackKinds.Edges) ? [_feedback] : [];
        feedbacks.AddRange(kinds.HasFlag(FeedbackKinds.State) && _around.Target.Traits.HasFlag(TargetTraits.Conversation) ? [new StateFeedback()] : []);
        feedbacks.AddRange(kinds.HasFlag(FeedbackKinds.Order) && _around.Target.Traits.HasFlag(TargetTraits.Conversation) ? [new OrderFeedback()] : []);
        return feedbacks;
    }

    /// <summary>On a second copy of the target, so that the first one need not record operands.</summary>
    private OperandStage? Operands()
    {
        if (!_options.Feedback.HasFlag(FeedbackKinds.Comparisons) || _options.Target.IsLive)
        {
            return null;
        }

        IFuzzTarget recording = _options.Target.Load(_options.DefaultDialect, recordsOperands: true);
        return new OperandStage(_around.Watch(new InProcessExecutor(recording.NewHarness(), recording.Counters)), recording.Operands!);
    }

    private void Save(CampaignStatus status, bool plots)
    {
        _findings?.Flush();
        _around.Store.Save(status, plots);
    }

    /// <summary>How it stands now.</summary>
    internal CampaignStatus Status() => new()
    {
        Started = _started,
        Elapsed = _time.GetElapsedTime(_start),
        Executions = _stats.Executions,
        EdgesFound = _feedback.EdgesFound,
        EdgesTotal = _around.Target.Probes.Count,
        Features = _panel.Found,
        CorpusBytes = _scheduler.Bytes,
        LengthLimit = _lengths.Limit,
        CorpusCount = _scheduler.Entries.Count,
        FavouredCount = _scheduler.FavouredCount,
        Kept = _stats.Kept,
        Findings = _findings?.Seen.Count ?? _stats.Findings,
        Crashes = _stats.Crashes,
        Hangs = _stats.Hangs,
        Cycles = _stats.Picks / Math.Max(1, _scheduler.Entries.Count),
        CurrentEntry = _stats.CurrentEntry,
        MaxDepth = _stats.MaxDepth,
        Stability = _calibration?.Stability,
        Compared = _around.Target.Compared,
        Yields = Yields,
    };
}
