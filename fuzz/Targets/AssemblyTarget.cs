using System.Reflection;
using Mono.Cecil;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>A user's assembly, rewritten to count with those of its neighbours that are to, in a load context of its own.</summary>
internal sealed class AssemblyTarget : IFuzzTarget
{
    private readonly EntryPoint _entry;
    private readonly SharpFuzzTrace? _trace;

    private AssemblyTarget(CounterMemory counters, ProbeTable probes, OperandMemory? operands, EntryPoint entry, SharpFuzzTrace? trace) =>
        (Counters, Probes, Operands, _entry, _trace) = (counters, probes, operands, entry, trace);

    public CounterMemory Counters { get; }

    public ProbeTable Probes { get; }

    public OperandMemory? Operands { get; }

    public TargetTraits Traits => _entry.IsConversation ? TargetTraits.Conversation | TargetTraits.Repeatable : TargetTraits.None;

    /// <summary>Rewrites, loads, and finds what to call.</summary>
    public static AssemblyTarget Load(TargetChoice choice, bool keepsFrames = false, bool recordsOperands = false)
    {
        string slot = $"target {choice.Path} {Guid.NewGuid()}";
        ProbeTable probes = new();
        Dictionary<string, AssemblyImage> rewritten = [];
        bool hasTrace = false;
        foreach (string path in TargetNeighbours.Find(choice.Path!, choice.Instrument))
        {
            switch (KindOf(path))
            {
                case AssemblyKind.Plain: rewritten[Path.GetFileNameWithoutExtension(path)] = Rewrite(path, new AssemblyInstrumenter(slot, probes, static type => type == "<Module>", keepsFrames, recordsOperands)); break;
                case AssemblyKind.SharpFuzz: hasTrace = true; break;
                default: RefuseIfTarget(path, choice); break;
            }
        }

        int traceStart = probes.Count;
        SharpFuzzTrace.AddTo(probes, hasTrace);
        CounterMemory counters = new(probes.Count) { Budget = long.MaxValue };
        ProbeMemory.Offer(slot, counters.Address);
        OperandMemory? operands = recordsOperands ? OperandMemory.Offer(slot) : null;
        TargetLoadContext context = new(choice.Path!, rewritten);
        Assembly assembly = context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(choice.Path!));
        SharpFuzzTrace? trace = hasTrace ? SharpFuzzTrace.Attach(context, choice.Path!, counters.Address + traceStart) : null;
        return new AssemblyTarget(counters, probes, operands, EntryPoint.Find(assembly, choice), trace);
    }

    public IHarness NewHarness() => _trace is null ? _entry.NewHarness() : _trace.Around(_entry.NewHarness());

    private static AssemblyImage Rewrite(string path, AssemblyInstrumenter instrumenter) => instrumenter.Rewrite(AssemblyImage.Read(path));

    private static AssemblyKind KindOf(string path)
    {
        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            return SharpFuzzTrace.IsIn(module) ? AssemblyKind.SharpFuzz
                : (module.Attributes & ModuleAttributes.ILOnly) != 0 ? AssemblyKind.Plain
                : AssemblyKind.NotRewritable;
        }
        catch (BadImageFormatException)
        {
            return AssemblyKind.NotRewritable;
        }
    }

    private static void RefuseIfTarget(string path, TargetChoice choice)
    {
        if (path == choice.Path)
        {
            throw new TargetRefusedException($"{path} is not an assembly of IL alone (native, mixed, or compiled ahead): build it without ReadyToRun");
        }
    }

    private enum AssemblyKind
    {
        Plain,

        /// <summary>SharpFuzz has rewritten it already.</summary>
        SharpFuzz,

        NotRewritable,
    }
}
