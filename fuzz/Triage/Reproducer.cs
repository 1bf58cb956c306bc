using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>Runs single inputs for a closer look: all oracles on each, and the stack of a crash whole.</summary>
public sealed class Reproducer(IExecutor executor, string dialect = "qemu")
{
    private readonly OraclePanel _oracles = new(executor, dialect);

    /// <summary>What is wrong with this input, or null.</summary>
    public Finding? Judge(byte[] testcase) => _oracles.JudgeThoroughly(testcase, executor.Run(testcase));

    /// <summary>Whether the input shows that bug; cheaper than <see cref="Judge"/> unless only running it again in other chunks can tell.</summary>
    public bool Shows(byte[] testcase, Signature signature)
    {
        Execution execution = executor.Run(testcase);
        Finding? finding = signature.IsOf(ChunkingOracle.Name)
            ? _oracles.JudgeThoroughly(testcase, execution)
            : _oracles.Judge(testcase, execution);
        return finding?.Signature == signature;
    }

    /// <summary>The smallest input that shows the same bug.</summary>
    public Minimised Minimise(byte[] testcase, Signature signature, long limit = Minimiser.DefaultLimit) =>
        new Minimiser(smaller => Shows(smaller, signature), limit).Run(testcase);

    /// <summary>Runs the input once more, for its transcript; good until the next call.</summary>
    public Execution Execute(byte[] testcase) => executor.Run(testcase);
}
