namespace QmpFuzz.Tests.Support;

/// <summary>The C server of Support/NativeServer, built for a test.</summary>
internal static class NativeServers
{
    /// <summary>Builds it into the folder, counting its edges as AFL++ wants it or not; the target that starts it.</summary>
    public static async Task<string> BuildAsync(TemporaryFolder folder, bool withBugs, bool counting = true)
    {
        string compiler = counting ? ExternalProgram.Require("afl-clang-fast", "afl++") : ExternalProgram.Require("cc", "gcc");
        string program = folder.File($"server-{withBugs}-{counting}");
        string source = Path.Combine(Repository.Root, "tests", "Support", "NativeServer", "server.c");
        using RunningProcess build = RunningProcess.Start(compiler, ["-D_GNU_SOURCE", withBugs ? "-DBUGS" : "-DNO_BUGS", "-O1", "-o", program, source]);
        Assert.True(await build.WaitAsync(60) == 0, build.Errors);
        return $"cmd:{program} {{socket}}";
    }
}
