namespace QmpFuzz.Tests.Support;

/// <summary>Programs that some tests need and a machine may lack: such a test is reported as skipped, with what is missing.</summary>
internal static class ExternalProgram
{
    /// <summary>The full path of a program, or a skipped test that names the Debian package to install.</summary>
    public static string Require(string program, string package)
    {
        string? path = Find(program);
        Assert.SkipWhen(path is null, $"needs {program} (Debian package {package})");
        return path!;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
