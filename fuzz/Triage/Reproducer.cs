using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>Runs single inputs for a closer look: all oracles on each, and the stack of a crash whole.</summary>
public sealed class Reproducer
{
    private readonly Lazy<(IExecutor Executor, OraclePanel Oracles)> _target;

    private Reproducer(Func<(IExecutor Executor, OraclePanel Oracles)> target) => _target = new(target);

    public Reproducer(IExecutor executor, string dialect = "qemu")
        : this(() => (executor, new OraclePanel(executor, dialect)))
    {
    }

    private OraclePanel Oracles => _target.Value.Oracles;

    /// <summary>
    /// On an embedded server of its own, loaded when it is first needed, in which no method is inlined: stacks, and so signatures,
    /// do not depend on how long a campaign has been running.
    /// </summary>
    public static Reproducer Embedded(string dialect) => For(TargetChoice.Embedded, dialect);

    /// <summary>The same on any target; one that refuses to be loaded throws at the first use.</summary>
    public static Reproducer For(TargetChoice choice, string dialect) => For(choice, dialect, static executor => executor);

    internal static Reproducer For(TargetChoice choice, string dialect, Func<IExecutor, IExecutor> watch) => new(() =>
    {
        IFuzzTarget target = choice.Load(dialect, keepsFrames: true);
        IExecutor executor = watch(new InProcessExecutor(target.NewHarness(), target.Counters));
        return (executor, new OraclePanel(executor, dialect, target.IsConversation));
    });

    /// <summary>What is wrong with this input, or null.</summary>
    public Finding? Judge(byte[] testcase) => Oracles.JudgeThoroughly(testcase, Execute(testcase));

    /// <summary>Whether the input shows that bug; cheaper than <see cref="Judge"/> unless only running it again in other chunks can tell.</summary>
    public bool Shows(byte[] testcase, Signature signature)
    {
        Execution execution = Execute(testcase);
        Finding? finding = signature.IsOf(ChunkingOracle.Name)
            ? Oracles.JudgeThoroughly(testcase, execution)
            : Oracles.Judge(testcase, execution);
        return finding?.Signature == signature;
    }

    /// <summary>The smallest input that shows the same bug.</summary>
    public Minimised Minimise(byte[] testcase, Signature signature, long limit = Minimiser.DefaultLimit) =>
        new Minimiser(smaller => Shows(smaller, signature), limit).Run(testcase);

    /// <summary>Runs the input once more, for its transcript; good until the next call.</summary>
    public Execution Execute(byte[] testcase) => _target.Value.Executor.Run(testcase);
}
