using System.Reflection;
using System.Runtime.Loader;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>
/// Where a user's target lives: rewritten assemblies come from memory, others from its folder as its .deps.json says, the framework
/// and the contract from the engine. Never unloaded: rewritten code holds the address of its counters.
/// </summary>
internal sealed class TargetLoadContext(string target, IReadOnlyDictionary<string, AssemblyImage> rewritten)
    : AssemblyLoadContext($"target {Path.GetFileNameWithoutExtension(target)}", isCollectible: false)
{
    private static readonly string Contract = typeof(IHarness).Assembly.GetName().Name!;

    private readonly AssemblyDependencyResolver _resolver = new(target);
    private readonly string _folder = Path.GetDirectoryName(target)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (name == Contract)
        {
            return null;
        }

        if (rewritten.TryGetValue(name, out AssemblyImage? image))
        {
            return image.LoadInto(this);
        }

        string beside = Path.Combine(_folder, $"{name}.dll");
        string? path = _resolver.ResolveAssemblyToPath(assemblyName) ?? (File.Exists(beside) ? beside : null);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string beside = Path.Combine(_folder, unmanagedDllName);
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? (File.Exists(beside) ? beside : null);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }
}
