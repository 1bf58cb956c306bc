using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The drill of docs/field-bug.md, command for command.</summary>
public sealed class FieldBugTests : IDisposable
{
    private static readonly string Recording = Repository.PathOf("docs/field-bug/crash.qmps");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recording_OfACrash_IsReplayedMinimisedAndKept()
    {
        string broken = await CompileAsync("broken");
        string corrected = await CompileAsync("corrected", "-DFIXED");

        (int code, string output, _) = await QmpFuzzCommand.RunAsync("replay", Recording, "--speed", "max", "--spawn", $"{broken} {{socket}}");
        Assert.Equal(1, code);
        Assert.Contains("target: was killed by signal 6 (SIGABRT)", output, StringComparison.Ordinal);
        Assert.Contains("stderr: crashing-server: double free of a device", output, StringComparison.Ordinal);

        string small = _folder.File("small.qmpt");
        (code, output, string errors) = await QmpFuzzCommand.RunAsync("minimize", Recording, "--target", $"cmd:{broken} {{socket}}", "--restart-every", "1", "--execs", "200", "--out", small);
        Assert.True(code == 0, output + errors);
        string kept = await File.ReadAllTextAsync(small, TestContext.Current.CancellationToken);
        Assert.Contains("device_del", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("query-block", kept, StringComparison.Ordinal);

        string regressions = _folder.File("regressions");
        (code, output, errors) = await QmpFuzzCommand.RunAsync("keep", small, "--to", regressions, "--name", "deleted-twice", "--title", "deleting a device twice");
        Assert.True(code == 0, output + errors);

        (code, output, errors) = await QmpFuzzCommand.RunAsync("run", regressions, "--target", $"cmd:{broken} {{socket}}");
        Assert.True(code == 1, output + errors);
        Assert.Contains("SIGABRT", output, StringComparison.Ordinal);
        (code, output, errors) = await QmpFuzzCommand.RunAsync("run", regressions, "--target", $"cmd:{corrected} {{socket}}");
        Assert.True(code == 0, output + errors);
    }

    private async Task<string> CompileAsync(string name, params string[] flags)
    {
        string program = _folder.File(name);
        using RunningProcess compiler = RunningProcess.Start(
            ExternalProgram.Require("cc", "gcc"), [.. flags, "-o", program, Repository.PathOf("docs/field-bug/crashing-server.c")]);
        Assert.True(await compiler.WaitAsync() == 0, compiler.Errors);
        return program;
    }
}
