using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers;

/// <summary>
/// The process that afl-fuzz talks to and that executes: it takes a testcase, runs it, copies its counters to the map, and answers. What
/// throws or breaks a rule is told as a crash without dying; what hangs waits to be killed; what dies is told by <see cref="AflForkServer"/>.
/// </summary>
public sealed unsafe class AflTarget
{
    private readonly IFuzzTarget _target;
    private readonly InProcessExecutor _executor;
    private readonly OraclePanel _oracles;
    private readonly byte[] _dictionary;
    private readonly byte[] _standardInput = new byte[AflProtocol.LongestTestcase];
    private readonly byte* _map;
    private readonly byte* _shared;

    public AflTarget(FuzzOptions options)
    {
        _target = options.Target.Load(options.DefaultDialect);
        _executor = new InProcessExecutor(_target.NewHarness(), _target.Counters);
        _oracles = new OraclePanel(_executor, options.DefaultDialect, _target.Traits);
        MutationDictionary tokens = MutationDictionary.Parse(options.Dictionary, out string reason) ?? throw new TargetRefusedException($"dictionary: {reason}");
        _dictionary = AflProtocol.Dictionary(tokens.Words);
        _map = AflPipes.Attach(AflProtocol.MapVariable);
        _shared = AflPipes.Attach(AflProtocol.TestcaseVariable);
    }

    /// <summary>Serves until afl-fuzz is gone; one that takes the place of a dead one does not greet again.</summary>
    public void Run(string shown, bool greets)
    {
        AflPipes.EndWithParent();
        using SharedInput show = SharedInput.Open(shown);
        uint self = (uint)Environment.ProcessId;
        bool isThere = !greets || Greet();
        while (isThere && AflPipes.TryRead(out _))
        {
            ReadOnlySpan<byte> testcase = TakeTestcase();
            show.Begin(default);                            // from here on our death is the answer; the input itself afl-fuzz has
            AflPipes.TryWrite(self);
            uint status = Execute(testcase);
            show.End();
            isThere = AflPipes.TryWrite(status);
        }
    }

    private bool Greet()
    {
        bool shares = _shared is not null;
        AflPipes.TryWrite(AflProtocol.Hello(Math.Max(2, _target.Probes.Count), shares, _dictionary.Length > 0));
        if (!shares && _dictionary.Length == 0)
        {
            return true;
        }

        if (!AflPipes.TryRead(out uint taken))
        {
            return false;
        }

        return (taken & AflProtocol.HasDictionary) == 0 || (AflPipes.TryWrite((uint)_dictionary.Length) && AflPipes.TryWrite(_dictionary));
    }

    private ReadOnlySpan<byte> TakeTestcase() => _shared is null
        ? _standardInput.AsSpan(0, AflPipes.ReadStandardInput(_standardInput))
        : new ReadOnlySpan<byte>(_shared + sizeof(uint), Math.Clamp(*(int*)_shared, 0, AflProtocol.LongestTestcase));

    private uint Execute(ReadOnlySpan<byte> testcase)
    {
        Execution execution = _executor.Run(testcase);
        if (_map is not null)
        {
            _target.Counters.Counters[.._target.Probes.Count].CopyTo(new Span<byte>(_map, _target.Probes.Count));
        }

        switch (execution)
        {
            case { Outcome: ExecutionOutcome.Hung }: WaitToBeKilled(); break;
            case { Failure: OutOfMemoryException failure }: Environment.FailFast("out of memory", failure); break;
            default: break;
        }

        return _oracles.Judge(testcase, execution) is null ? 0 : (uint)AflProtocol.Aborted;
    }

    /// <summary>The probe budget says that it hangs; afl-fuzz says so by its clock.</summary>
    private static void WaitToBeKilled() => new ManualResetEventSlim(false).Wait(CancellationToken.None);
}
