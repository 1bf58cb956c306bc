using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>
/// The contract of assemblies that SharpFuzz has rewritten: <c>SharpFuzz.Common.Trace</c>, in an assembly of its own or inside the
/// rewritten one, has the fields <c>byte* SharedMem</c> (a map of 64 KiB) and <c>int PrevLocation</c> (0 before each run).
/// </summary>
internal sealed class SharpFuzzTrace
{
    private const int MapSize = 1 << 16;
    private const string CommonAssembly = "SharpFuzz.Common";
    private const string TypeName = "SharpFuzz.Common.Trace";
    private const string MapField = "SharedMem";
    private const string PreviousField = "PrevLocation";

    private readonly Action _reset;

    private SharpFuzzTrace(Action reset) => _reset = reset;

    public static bool IsIn(ModuleDefinition module) =>
        module.AssemblyReferences.Any(reference => reference.Name == CommonAssembly) || module.GetType(TypeName) is not null;

    /// <summary>Gives its map a place behind the counters.</summary>
    public static void AddTo(ProbeTable probes, bool isThere)
    {
        for (int slot = 0; slot < (isThere ? MapSize : 0); slot++)
        {
            probes.Add(new ProbeSite(TypeName, $"slot {slot}", "", 0));
        }
    }

    /// <summary>Points every such class that the target can reach to the map; before any of its code runs, which would write to address 0.</summary>
    public static unsafe SharpFuzzTrace Attach(AssemblyLoadContext context, string target, nint map)
    {
        List<Expression> resets = [];
        foreach (Type type in TraceTypes(context, Path.GetDirectoryName(target)!))
        {
            FieldInfo shared = type.GetField(MapField) ?? throw new InvalidDataException($"{type.Assembly.Location}: {TypeName} has no {MapField}");
            shared.SetValue(null, Pointer.Box((void*)map, typeof(byte*)));
            resets.Add(Expression.Assign(Expression.Field(null, type, PreviousField), Expression.Constant(0)));
        }

        return new SharpFuzzTrace(Expression.Lambda<Action>(Expression.Block(typeof(void), resets)).Compile());
    }

    /// <summary>The harness, with the trace at its start before each run.</summary>
    public IHarness Around(IHarness harness) => new TracedHarness(harness, _reset);

    private static IEnumerable<Type> TraceTypes(AssemblyLoadContext context, string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.dll"))
        {
            if (HasTrace(path) && context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(path)).GetType(TypeName) is { } type)
            {
                yield return type;
            }
        }
    }

    private static bool HasTrace(string path)
    {
        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            return module.GetType(TypeName) is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private sealed class TracedHarness(IHarness harness, Action reset) : IHarness
    {
        public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
        {
            reset();
            harness.Run(testcase, log);
        }
    }
}
