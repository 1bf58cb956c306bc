using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Bench.Mutants;

/// <summary>The compiled protocol core: where it can be mutated, and a copy of it with one mutation.</summary>
internal static class MutatedCore
{
    private static readonly string CorePath = Path.Combine(AppContext.BaseDirectory, $"{typeof(MonitorGroup).Assembly.GetName().Name}.dll");

    /// <summary>Every point in the rooms, in the order of the assembly.</summary>
    public static IReadOnlyList<MutationPoint> Points()
    {
        using ModuleDefinition module = Read(AssemblyImage.Read(CorePath));
        return [.. MethodsOf(module).SelectMany(PointsIn)];
    }

    /// <summary>The core with that mutation and no other; the key comes from <see cref="Points"/>.</summary>
    public static AssemblyImage With(string key)
    {
        using ModuleDefinition module = Read(AssemblyImage.Read(CorePath));
        MethodDefinition method = MethodsOf(module).First(method => key.StartsWith($"{method.FullName} ", StringComparison.Ordinal));
        MutationPoint point = PointsIn(method).First(point => point.Key == key);
        Instruction instruction = method.Body.Instructions.First(instruction => instruction.Offset == point.Offset);
        Mutation.Of(method, instruction).First(mutation => mutation.Change == point.Change).Apply(method.Body.GetILProcessor(), instruction);
        method.Body.OptimizeMacros();
        using MemoryStream assembly = new();
        using MemoryStream symbols = new();
        module.Write(assembly, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider(), SymbolStream = symbols });
        return new AssemblyImage(assembly.ToArray(), symbols.ToArray());
    }

    private static ModuleDefinition Read(AssemblyImage core) => ModuleDefinition.ReadModule(new MemoryStream(core.Assembly), new ReaderParameters
    {
        ReadSymbols = true,
        SymbolReaderProvider = new PortablePdbReaderProvider(),
        SymbolStream = new MemoryStream(core.Symbols!),
    });

    /// <summary>Not static constructors: what they make is data.</summary>
    private static IEnumerable<MethodDefinition> MethodsOf(ModuleDefinition module) => module.GetTypes()
        .Where(type => Rooms.Of(type) is not null)
        .SelectMany(type => type.Methods)
        .Where(method => method.HasBody && !(method.IsConstructor && method.IsStatic) && method.DebugInformation.HasSequencePoints);

    /// <summary>What the compiler made up has no line of source, and cannot be got wrong. Leaves the macros simplified: undoing that would move the offsets.</summary>
    private static MutationPoint[] PointsIn(MethodDefinition method)
    {
        SequencePoint[] lines = [.. method.DebugInformation.SequencePoints.OrderBy(line => line.Offset)];
        method.Body.SimplifyMacros();
        return
        [
            .. from instruction in method.Body.Instructions
               let line = lines.LastOrDefault(line => line.Offset <= instruction.Offset)
               where line is { IsHidden: false }
               from mutation in Mutation.Of(method, instruction)
               select new MutationPoint(method.FullName, instruction.Offset, mutation.Change, Rooms.Of(method.DeclaringType)!, line.Document.Url, line.StartLine),
        ];
    }
}
