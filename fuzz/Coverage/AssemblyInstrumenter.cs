using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>An assembly and its symbols, as bytes; no symbols: null.</summary>
public sealed record AssemblyImage(byte[] Assembly, byte[]? Symbols)
{
    /// <summary>Loads it into a context; the same bytes again are another assembly.</summary>
    public System.Reflection.Assembly LoadInto(AssemblyLoadContext context) => context.LoadFromStream(new MemoryStream(Assembly), Symbols is null ? null : new MemoryStream(Symbols));

    /// <summary>Reads an assembly and the .pdb beside it, if there is one.</summary>
    public static AssemblyImage Read(string path)
    {
        string symbols = Path.ChangeExtension(path, ".pdb");
        return new AssemblyImage(File.ReadAllBytes(path), File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
    }
}

/// <summary>
/// Rewrites assemblies so that they count: one 8-bit counter a control-flow edge and a probe budget. The counters are
/// those offered under the slot (<see cref="Contract.ProbeMemory.Offer"/>) before the rewritten assembly is loaded.
/// Operands of comparisons are recorded on request only, for that costs several times what counting does.
/// </summary>
internal sealed class AssemblyInstrumenter(string slot, ProbeTable table, Func<string, bool> leavesOut, bool keepsFrames = false, bool recordsOperands = false)
{
    /// <summary>The rewritten assembly; types whose full name is left out stay as they are.</summary>
    public AssemblyImage Rewrite(AssemblyImage original)
    {
        using DefaultAssemblyResolver files = new();
        using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(original.Assembly), new ReaderParameters
        {
            AssemblyResolver = files,
            MetadataResolver = new FrameworkTypes(files),
            ReadSymbols = original.Symbols is not null,
            SymbolReaderProvider = original.Symbols is null ? null : new PortablePdbReaderProvider(),
            SymbolStream = original.Symbols is null ? null : new MemoryStream(original.Symbols),
        });
        TypeDefinition[] types = [.. module.GetTypes().Where(type => !leavesOut(Outermost(type).FullName))];
        ProbesClass probes = ProbesClass.Inject(module, slot, recordsOperands);
        foreach (MethodDefinition method in types.SelectMany(type => type.Methods).Where(Counts))
        {
            if (recordsOperands)
            {
                new OperandInstrumenter(method, probes).Run();
            }

            new MethodInstrumenter(method, probes, table).Run();
        }

        foreach (MethodDefinition method in keepsFrames ? types.SelectMany(type => type.Methods) : [])
        {
            method.NoInlining = true;
            method.AggressiveInlining = false;
        }

        return Write(module, withSymbols: original.Symbols is not null);
    }

    /// <summary>
    /// Not counted: static constructors, which run once in a process whichever input comes first, and what the compiler
    /// made up (symbols say so: it has no line of source).
    /// </summary>
    private static bool Counts(MethodDefinition method) =>
        method.HasBody
        && !(method.IsConstructor && method.IsStatic)
        && (!method.Module.HasSymbols || method.DebugInformation.SequencePoints.Any(point => !point.IsHidden));

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static AssemblyImage Write(ModuleDefinition module, bool withSymbols)
    {
        using MemoryStream assembly = new();
        using MemoryStream symbols = new();
        module.Write(assembly, new WriterParameters
        {
            WriteSymbols = withSymbols,
            SymbolWriterProvider = withSymbols ? new PortablePdbWriterProvider() : null,
            SymbolStream = withSymbols ? symbols : null,
        });
        return new AssemblyImage(assembly.ToArray(), withSymbols ? symbols.ToArray() : null);
    }
}
