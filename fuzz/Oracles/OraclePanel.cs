using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>All oracles that apply to a target, in the order in which they are asked: the first objection counts.</summary>
public sealed class OraclePanel(IExecutor executor, string dialect = "qemu", TargetTraits traits = TargetTraits.All)
{
    private readonly IOracle[] _always =
    [
        new CrashOracle(),
        new HangOracle(),
        .. traits.HasFlag(TargetTraits.Conversation) ? [new ProtocolOracle(dialect, traits.HasFlag(TargetTraits.ChoosesDialect))] : Array.Empty<IOracle>(),
    ];

    private readonly IOracle[] _metamorphic = traits.HasFlag(TargetTraits.Conversation | TargetTraits.Repeatable) ? [new ChunkingOracle(executor)] : [];

    /// <summary>What costs next to nothing: asked after every execution.</summary>
    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution) => First(_always, testcase, execution);

    /// <summary>Also what has to run the input again, after which the execution is no longer good: for inputs that are worth it.</summary>
    public Finding? JudgeThoroughly(ReadOnlySpan<byte> testcase, Execution execution) =>
        First(_always, testcase, execution) ?? First(_metamorphic, testcase, execution);

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
