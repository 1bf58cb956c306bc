using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Somebody else's test project with regressions: Support/Sample, run by its own runner.</summary>
public sealed class SampleProjectTests : IDisposable
{
    private static readonly string Sample = Repository.PathOf("artifacts/bin/QmpFuzz.Tests.Sample/release");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Project_WhoseServerIsFixed_Passes()
    {
        (int code, string output) = await RunAsync(Sample);
        Assert.True(code == 0, output);
        Assert.Contains("Total: 3,", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_WhoseServerHasTheBugAgain_FailsAndNamesIt()
    {
        (int code, string output) = await RunAsync(Sample, "MY_SERVER_BUG=1");
        Assert.NotEqual(0, code);
        Assert.Contains("two-commands (the second command in a row got no answer) is back", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_WithAKnownFailingOneThatPasses_AsksToPromoteIt()
    {
        foreach (string file in Directory.GetFiles(Sample, "*", SearchOption.AllDirectories))
        {
            string copy = _folder.File(Path.GetRelativePath(Sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string text = _folder.File("regressions/two-commands.txt");
        await File.WriteAllTextAsync(text, (await File.ReadAllTextAsync(text, TestContext.Current.CancellationToken)).Replace("must-pass", "known-failing", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (int code, string output) = await RunAsync(_folder.Path);
        Assert.NotEqual(0, code);
        Assert.Contains("passes now: make it must-pass", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] environment)
    {
        using RunningProcess running = RunningProcess.Start("env", [.. environment, Path.Combine(folder, "QmpFuzz.Tests.Sample"), "-noColor", "-noLogo"]);
        int code = await running.WaitAsync();
        return (code, running.Output + running.Errors);
    }
}
