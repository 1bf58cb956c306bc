using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class FuzzCommandTests
{
    [Fact]
    public async Task Fuzz_WithExecutions_EndsWithAResultAsJson()
    {
        using TemporaryFolder folder = new();
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--execs", "500", "--seed", "1", "--out", folder.File("out"), "--json");
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(500, result.GetProperty("executions").GetInt64());
        Assert.True(result.GetProperty("edges_found").GetInt32() > 100);
        Assert.True(result.GetProperty("edges_total").GetInt32() > result.GetProperty("edges_found").GetInt32());
        Assert.Equal(result.GetProperty("corpus").GetInt32(), Directory.GetFiles(folder.File("out/queue")).Length);
        Assert.Contains("--seed 1 --execs 500", result.GetProperty("repeat").GetString(), StringComparison.Ordinal);
        Assert.Contains("seed 1", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_Interrupted_SavesAndPrintsTheResult()
    {
        using TemporaryFolder folder = new();
        using RunningProcess fuzz = QmpFuzzCommand.Start("fuzz", "--out", folder.File("out"));
        await WaitFor.FileAsync(folder.File("out/plot_data"), fuzz);
        fuzz.Signal(2);
        Assert.Equal(130, await fuzz.WaitAsync());
        Assert.Contains("repeat with  qmpfuzz fuzz --seed ", fuzz.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out/fuzzer_stats")));
    }

    [Fact]
    public async Task Fuzz_CorpusOfOneFile_StartsFromIt()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.File("a.qmpt"), "{}", TestContext.Current.CancellationToken);
        (int code, _, _) = await QmpFuzzCommand.RunAsync("fuzz", "--execs", "1", "--seed", "1", "--corpus", folder.File("a.qmpt"), "--out", folder.File("out"));
        Assert.Equal(0, code);
        Assert.EndsWith("op:given,orig:a.qmpt,+cov", Assert.Single(Directory.GetFiles(folder.File("out/queue"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time", "5x")]
    [InlineData("--target", "nowhere")]
    [InlineData("--dialect", "klingon")]
    [InlineData("--corpus", "/nonexistent/seeds")]
    public async Task Fuzz_BadOption_IsNamedAndExitsTwo(string option, string value)
    {
        using TemporaryFolder folder = new();
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", option, value, "--execs", "1", "--out", folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains(value, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--jobs", "2")]
    [InlineData("--timeout", "1s")]
    [InlineData("--memory", "100")]
    [InlineData("--sync", "nowhere")]
    public async Task Fuzz_InProcessWithWhatWorkersAreFor_IsRefused(string option, string value)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--in-process", option, value, "--execs", "1");
        Assert.Equal(2, code);
        Assert.Contains($"{option} needs worker processes", errors, StringComparison.Ordinal);
    }
}
