using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>Runs single inputs for a closer look: all oracles on each, and the stack of a crash whole.</summary>
public sealed class Reproducer : IDisposable
{
    private readonly Lazy<Equipment> _equipment;

    private Reproducer(Func<Equipment> equipment) => _equipment = new(equipment);

    public Reproducer(IExecutor executor, string dialect = "qemu", TargetTraits traits = TargetTraits.All)
        : this(() => new Equipment(executor, new OraclePanel(executor, dialect, traits)))
    {
    }

    /// <summary>On a target that somebody else holds, and uses by turns.</summary>
    internal Reproducer(IFuzzTarget target, string dialect, Func<IExecutor, IExecutor>? watch = null)
        : this(() => Equip(target, dialect, watch ?? (static executor => executor)))
    {
    }

    private OraclePanel Oracles => _equipment.Value.Oracles;

    /// <summary>
    /// On an embedded server of its own, loaded when it is first needed, in which no method is inlined: stacks, and so signatures,
    /// do not depend on how long a campaign has been running.
    /// </summary>
    public static Reproducer Embedded(string dialect) => For(TargetChoice.Embedded, dialect);

    /// <summary>The same on any target; one that refuses to be loaded throws at the first use.</summary>
    public static Reproducer For(TargetChoice choice, string dialect) => For(choice, dialect, static executor => executor);

    internal static Reproducer For(TargetChoice choice, string dialect, Func<IExecutor, IExecutor> watch) =>
        new(() => Equip(choice.Load(dialect, keepsFrames: true), dialect, watch) with { IsOwned = true });

    public void Dispose()
    {
        if (_equipment is { IsValueCreated: true, Value: { IsOwned: true, Target: IDisposable owned } })
        {
            owned.Dispose();
        }
    }

    /// <summary>What the input that was judged last did against a rule, and is known to do.</summary>
    public IReadOnlyList<KnownDeviation> Known => Oracles.Known;

    /// <summary>What is wrong with this input, or null; the target is renewed first, so that nothing came before it.</summary>
    public Finding? Judge(byte[] testcase)
    {
        _equipment.Value.Harness?.Renew();
        return Oracles.JudgeThoroughly(testcase, Execute(testcase));
    }

    /// <summary>The same, and up to so many times: until it is that bug. If it never is, the first that is wrong.</summary>
    public Finding? Judge(byte[] testcase, Signature wanted, int tries)
    {
        Finding? first = null;
        for (int tried = 0; tried < tries && first?.Signature != wanted; tried++)
        {
            Finding? finding = Judge(testcase);
            first = finding?.Signature == wanted ? finding : first ?? finding;
        }

        return first;
    }

    /// <summary>Whether the input shows that bug; cheaper than <see cref="Judge(byte[])"/> unless only running it again in other chunks can tell.</summary>
    public bool Shows(byte[] testcase, Signature signature)
    {
        Execution execution = Execute(testcase);
        Finding? finding = Oracles.IsThorough(signature)
            ? Oracles.JudgeThoroughly(testcase, execution)
            : Oracles.Judge(testcase, execution);
        return finding?.Signature == signature;
    }

    /// <summary>The same on a target that nothing ran on, as far as that can be had.</summary>
    public bool ShowsAfresh(byte[] testcase, Signature signature)
    {
        _equipment.Value.Harness?.Renew();
        return Shows(testcase, signature);
    }

    /// <summary>The smallest input that shows the same bug; it does not lean on those that were tried before it.</summary>
    public Minimised Minimise(byte[] testcase, Signature signature, long limit = Minimiser.DefaultLimit, MinimisingGoesOn? goesOn = null)
    {
        Minimised smallest = new Minimiser(smaller => Shows(smaller, signature), limit, goesOn).Run(testcase);
        bool leans = _equipment.Value.Target is { IsProcess: false } && !ShowsAfresh(smallest.Testcase, signature);
        return leans ? MinimiseAfresh(testcase, signature, limit, goesOn) : smallest;
    }

    /// <summary>The same where each try has to be on a target that nothing ran on: only one that can be had without a process of its own.</summary>
    public Minimised? TryMinimiseAfresh(byte[] testcase, Signature signature, long limit) =>
        _equipment.Value.Target is { IsProcess: false } && ShowsAfresh(testcase, signature) ? MinimiseAfresh(testcase, signature, limit) : null;

    private Minimised MinimiseAfresh(byte[] testcase, Signature signature, long limit, MinimisingGoesOn? goesOn = null) =>
        new Minimiser(smaller => ShowsAfresh(smaller, signature), limit, goesOn).Run(testcase);

    /// <summary>Runs the input once more, for its transcript; good until the next call.</summary>
    public Execution Execute(byte[] testcase) => _equipment.Value.Executor.Run(testcase);

    /// <summary>The same for the transcript of that bug, up to so many times.</summary>
    public Execution Execute(byte[] testcase, Signature signature, int tries)
    {
        Execution execution = Execute(testcase);
        while (--tries > 0 && Oracles.Judge(testcase, execution)?.Signature != signature)
        {
            execution = Execute(testcase);
        }

        return execution;
    }

    private static Equipment Equip(IFuzzTarget target, string dialect, Func<IExecutor, IExecutor> watch)
    {
        RenewableHarness harness = new(target);
        IExecutor executor = watch(new InProcessExecutor(harness, target.Counters));
        return new Equipment(executor, new OraclePanel(executor, dialect, target.Traits), target, harness);
    }

    private sealed record Equipment(IExecutor Executor, OraclePanel Oracles, IFuzzTarget? Target = null, RenewableHarness? Harness = null, bool IsOwned = false);
}
