using System.Reflection;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>The embedded server's protocol core, rewritten to count, with the harness loaded beside it.</summary>
internal sealed class EmbeddedTarget : IFuzzTarget
{
    private const string HarnessAssembly = "QmpFuzz.Fuzz.Harness";
    private const string HarnessType = "QmpFuzz.Fuzz.Harness.EmbeddedHarness";

    private readonly InstrumentedTarget _target;
    private readonly Type _harness;
    private readonly string _dialect;

    private EmbeddedTarget(InstrumentedTarget target, Type harness, string dialect) => (_target, _harness, _dialect) = (target, harness, dialect);

    public CounterMemory Counters => _target.Counters;

    public ProbeTable Probes => _target.Probes;

    public OperandMemory? Operands => _target.Operands;

    /// <summary>A testcase chooses the dialect: those of all.</summary>
    public QmpSchema Schema => QmpSchema.OfAllDialects();

    public TargetTraits Traits => TargetTraits.All;

    /// <summary>Rewrites and loads the core that this program brings along, or the one that is given; keeping frames costs speed and makes stacks exact.</summary>
    public static EmbeddedTarget Load(string dialect, bool keepsFrames = false, bool recordsOperands = false, AssemblyImage? core = null)
    {
        string name = typeof(MonitorGroup).Assembly.GetName().Name!;
        InstrumentedTarget target = InstrumentedTarget.Load(name, core ?? ProgramAssemblies.Read(name), IsNoProtocol, keepsFrames, recordsOperands);
        Assembly harness = ProgramAssemblies.Read(HarnessAssembly).LoadInto(target.Context);
        return new EmbeddedTarget(target, harness.GetType(HarnessType, throwOnError: true)!, dialect);
    }

    /// <summary>One more executor on the same counters, with a harness and a log of its own.</summary>
    public InProcessExecutor NewExecutor(long budget = InProcessExecutor.DefaultBudget) => new(NewHarness(), Counters, budget);

    public IHarness NewHarness() => (IHarness)Activator.CreateInstance(_harness, _dialect)!;

    /// <summary>
    /// Sockets, and what judges or checks a conversation: they do not run under the harness, or would count what the oracle does. And
    /// memory that is used again: whether it has to grow depends on the testcases before. And the schema, which is written once.
    /// </summary>
    private static bool IsNoProtocol(string type) =>
        type.StartsWith("QmpFuzz.Qmp.Transport.", StringComparison.Ordinal)
        || type.StartsWith("QmpFuzz.Qmp.Rules.", StringComparison.Ordinal)
        || type.StartsWith("QmpFuzz.Qmp.Extensions.", StringComparison.Ordinal)
        || type.StartsWith("QmpFuzz.Qmp.Machine.Schema.", StringComparison.Ordinal)
        || type is "QmpFuzz.Qmp.Json.ByteBuffer" or "QmpFuzz.Qmp.Json.JsonMessage" or "QmpFuzz.Qmp.Json.MessagePool"
        || type is "QmpFuzz.Qmp.QmpServer" or "<Module>";
}
