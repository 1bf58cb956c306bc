namespace QmpFuzz.Cli;

/// <summary>How this program is started once more: by itself, or by <c>dotnet</c> if that is what runs it (a tool of a manifest).</summary>
internal static class OwnProgram
{
    public static string Path { get; } = Environment.ProcessPath ?? "qmpfuzz";

    /// <summary>What stands before the verb.</summary>
    public static string[] Arguments { get; } = System.IO.Path.GetFileNameWithoutExtension(Path) == "dotnet"
        ? [System.IO.Path.Combine(AppContext.BaseDirectory, $"{typeof(OwnProgram).Assembly.GetName().Name}.dll")]
        : [];
}
