using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>All oracles that apply to a target, in the order in which they are asked: the first objection counts.</summary>
public sealed class OraclePanel(IExecutor executor, string dialect = "qemu", TargetTraits traits = TargetTraits.All)
{
    private readonly ProtocolOracle? _protocol = traits.HasFlag(TargetTraits.Conversation) ? new ProtocolOracle(dialect, traits.HasFlag(TargetTraits.ChoosesDialect)) : null;
    private readonly IOracle[] _first = [new CrashOracle(), new HangOracle(), .. traits == TargetTraits.All ? [new CostOracle()] : Array.Empty<IOracle>()];
    private readonly VariationOracle? _variations = traits.HasFlag(TargetTraits.Conversation | TargetTraits.Repeatable) ? new VariationOracle(executor) : null;

    /// <summary>What the execution that was judged last did against a rule, and is known to do.</summary>
    public IReadOnlyList<KnownDeviation> Known => _protocol?.Known ?? [];

    /// <summary>What costs next to nothing: asked after every execution.</summary>
    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution) =>
        First(_first, testcase, execution) ?? _protocol?.Judge(testcase, execution);

    /// <summary>Also what has to run the input again, after which the execution is no longer good: for inputs that are worth it.</summary>
    public Finding? JudgeThoroughly(ReadOnlySpan<byte> testcase, Execution execution) =>
        Judge(testcase, execution) ?? _variations?.Judge(testcase, execution);

    /// <summary>Only <see cref="JudgeThoroughly"/> can tell whether an input shows that bug.</summary>
    public bool IsThorough(Signature signature) => _variations?.Found(signature) == true;

    private static Finding? First(IOracle[] oracles, ReadOnlySpan<byte> testcase, Execution execution)
    {
        foreach (IOracle oracle in oracles)
        {
            if (oracle.Judge(testcase, execution) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }
}
