using System.Reflection;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>Assemblies that this program brings along to be loaded a second time: files beside it or, where it is one file, what was put into that.</summary>
internal static class ProgramAssemblies
{
    public static AssemblyImage Read(string name)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        return File.Exists(beside) ? AssemblyImage.Read(beside)
            : new AssemblyImage(Inside($"{name}.dll") ?? throw new FileNotFoundException($"{beside} is missing, and is not inside the program either", beside), Inside($"{name}.pdb"));
    }

    private static byte[]? Inside(string name)
    {
        using Stream? stream = Assembly.GetEntryAssembly()?.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
