namespace QmpFuzz.Tests.Support;

/// <summary>The clone that the tests were built from: its sources are checked, its data is read in place.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "QmpFuzz.sln")) ? folder
        : Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) is { Length: > 0 } parent ? Find(parent)
        : throw new DirectoryNotFoundException("QmpFuzz.sln is in no folder above the tests");
}
