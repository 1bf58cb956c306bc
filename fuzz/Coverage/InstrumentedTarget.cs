using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>A rewritten assembly in a load context of its own, its counters, and what they stand for.</summary>
internal sealed class InstrumentedTarget
{
    private InstrumentedTarget(Assembly assembly, AssemblyLoadContext context, CounterMemory counters, ProbeTable probes, OperandMemory? operands) =>
        (Assembly, Context, Counters, Probes, Operands) = (assembly, context, counters, probes, operands);

    /// <summary>The rewritten assembly, loaded.</summary>
    public Assembly Assembly { get; }

    /// <summary>Where to load what must see the rewritten assembly rather than the original.</summary>
    public AssemblyLoadContext Context { get; }

    public CounterMemory Counters { get; }

    public ProbeTable Probes { get; }

    /// <summary>Operands of comparisons, if it was loaded to record them.</summary>
    public OperandMemory? Operands { get; }

    /// <summary>Rewrites and loads one assembly; all it refers to comes from the default context, but for what is loaded into the new context by path.</summary>
    public static InstrumentedTarget Load(string name, AssemblyImage original, Func<string, bool> leavesOut, bool keepsFrames = false, bool recordsOperands = false)
    {
        AssemblyLoadContext context = new($"instrumented {name}", isCollectible: false);
        string slot = $"{context.Name} {Guid.NewGuid()}";
        ProbeTable probes = new();
        AssemblyImage image = new AssemblyInstrumenter(slot, probes, leavesOut, keepsFrames, recordsOperands).Rewrite(original);
        CounterMemory counters = new(probes.Count) { Budget = long.MaxValue };
        ProbeMemory.Offer(slot, counters.Address);
        OperandMemory? operands = recordsOperands ? OperandMemory.Offer(slot) : null;
        Assembly assembly = image.LoadInto(context);
        RunStaticConstructors(assembly);
        counters.Clear();
        return new InstrumentedTarget(assembly, context, counters, probes, operands);
    }

    /// <summary>The same of a file.</summary>
    public static InstrumentedTarget Load(string path, Func<string, bool> leavesOut, bool keepsFrames = false, bool recordsOperands = false) =>
        Load(Path.GetFileNameWithoutExtension(path), AssemblyImage.Read(path), leavesOut, keepsFrames, recordsOperands);

    /// <summary>In a fixed order and before the first input, so that none of them is charged with what only happens once.</summary>
    private static void RunStaticConstructors(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters && type.TypeInitializer is not null))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }
}
