namespace QmpFuzz.Tests.Support;

/// <summary>The recordings of a real QEMU in <c>corpus/recordings</c>: folders of sessions, each with the command line it was made with.</summary>
internal static class ShippedRecordings
{
    public static string Folder { get; } = Repository.PathOf("corpus/recordings");

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>What <c>--spawn</c> takes from the root of the clone.</summary>
    public static string SpawnOf(string name) => File.ReadAllText(Path.Combine(Folder, name, "spawn.txt")).Trim().Replace("{cwd}", Repository.Root, StringComparison.Ordinal);
}
