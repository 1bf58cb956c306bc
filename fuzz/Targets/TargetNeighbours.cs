using System.IO.Enumeration;
using Mono.Cecil;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>Which of the assemblies in a target's folder are rewritten with it: those it leads to, by name.</summary>
internal static class TargetNeighbours
{
    /// <summary>Not rewritten unless asked for by name: they are not what the user wants to test.</summary>
    private static readonly string[] LeftAlone = ["System.*", "Microsoft.*", "netstandard", "mscorlib"];

    /// <summary>Never rewritten: the contract is shared with the engine, and SharpFuzz's own assemblies hold its map.</summary>
    private static readonly string[] Never = ["QmpFuzz.Fuzz.Contract", "SharpFuzz", "SharpFuzz.*"];

    /// <summary>The target first, then what it refers to in its own folder, directly or not; without patterns all but the framework's.</summary>
    public static IReadOnlyList<string> Find(string target, IReadOnlyList<string> patterns)
    {
        string folder = Path.GetDirectoryName(target)!;
        List<string> found = [target];
        for (int next = 0; next < found.Count; next++)
        {
            found.AddRange(References(found[next])
                .Select(name => Path.Combine(folder, $"{name}.dll"))
                .Where(path => !found.Contains(path) && File.Exists(path) && !Matches(path, Never)));
        }

        return [target, .. found.Skip(1).Where(path => patterns.Count == 0 ? !Matches(path, LeftAlone) : Matches(path, patterns))];
    }

    private static bool Matches(string path, IEnumerable<string> patterns) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileNameWithoutExtension(path)));

    private static List<string> References(string path)
    {
        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            return [.. module.AssemblyReferences.Select(reference => reference.Name)];
        }
        catch (BadImageFormatException)
        {
            return [];                                      // native, or no assembly at all: nothing to follow
        }
    }
}
