using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The way of docs/fuzz-your-own.md.</summary>
public sealed class OwnTargetTests
{
    [Fact]
    public void Guide_ItsExample_IsTheCodeThatIsTested() => Assert.Contains(
        File.ReadAllText(Repository.PathOf("tests/Support/OwnTarget/Settings.cs")),
        File.ReadAllText(Repository.PathOf("docs/fuzz-your-own.md")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Fuzz_OwnAssembly_FindsMinimisesAndRepeatsItsBug()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("seeds"));
        await File.WriteAllTextAsync(folder.File("seeds/plain"), "width=640\nscale=2\n", TestContext.Current.CancellationToken);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
            "fuzz", "--target", OwnTargets.Settings, "--corpus", folder.File("seeds"), "--out", folder.File("campaign"), "--seed", "1", "--execs", "200000", "--stop-on-finding", "--json");
        Assert.True(code == 1, output + errors);
        string signature = JsonDocument.Parse(output).RootElement.GetProperty("findings")[0].GetString()!;
        Assert.StartsWith("crash-DivideByZeroException-in-Settings.ReadWidth---SettingsFuzzer-", signature, StringComparison.Ordinal);

        string finding = folder.File($"campaign/findings/{signature}");
        (int again, string transcript, _) = await QmpFuzzCommand.RunAsync("run", $"{finding}/minimised.qmpt", "--target", OwnTargets.Settings);
        Assert.Equal(1, again);
        Assert.Contains(signature, transcript, StringComparison.Ordinal);
        Assert.Contains($"run --target {OwnTargets.Settings} {finding}/minimised.qmpt", await File.ReadAllTextAsync($"{finding}/reproduce", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await File.WriteAllTextAsync(folder.File("long"), "width=640\nscale=1\nscale=0\nheight=1\n", TestContext.Current.CancellationToken);
        (int minimised, _, string complaint) = await QmpFuzzCommand.RunAsync("minimize", folder.File("long"), "--out", folder.File("short"), "--target", OwnTargets.Settings);
        Assert.True(minimised == 0, complaint);
        Assert.InRange(new FileInfo(folder.File("short")).Length, 7, 10);
    }

    [Fact]
    public async Task Run_DeadlyInput_IsAVerdictAndCanBeMinimised()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.File("deadly"), "!abort?", TestContext.Current.CancellationToken);
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("run", folder.File("deadly"), "--target", OwnTargets.Killers);
        Assert.Equal(1, code);
        Assert.Contains("the process was ended by SIGABRT", output, StringComparison.Ordinal);
        using RunningProcess minimize = QmpFuzzCommand.Start("minimize", folder.File("deadly"), "--out", folder.File("short"), "--target", OwnTargets.Killers);
        Assert.True(await minimize.WaitAsync(180) == 0, minimize.Errors);       // each try is a process
        Assert.Equal("!abort", await File.ReadAllTextAsync(folder.File("short"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("dll:/nonexistent.dll", "there is no such assembly")]
    [InlineData("nowhere", "is not a target")]
    public async Task Fuzz_BadTarget_IsNamedAndExitsTwo(string target, string reason)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--target", target);
        Assert.Equal(2, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_BadDictionary_IsNamedWithItsLineAndExitsTwo()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.File("d.dict"), "# good\nword\n", TestContext.Current.CancellationToken);
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--dict", folder.File("d.dict"), "--out", folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("d.dict: line 2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_TypeThatIsNotThere_IsRefusedBeforeAnythingIsWritten()
    {
        using TemporaryFolder folder = new();
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--target", $"dll:{OwnTargets.Assembly}:Nobody", "--execs", "1", "--out", folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("has no Nobody to call", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
