using System.Globalization;
using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Campaigns whose workers die.</summary>
public sealed class WorkerTests
{
    private static readonly string[] Killers = ["!overflow", "!failfast", "!allocate", "!spin", "!abort"];

    [Fact]
    public async Task Fuzz_FiveKillers_AreFindingsWithTheirInputsOnceAndItGoesOn()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("seeds"));
        foreach (string input in (string[])[.. Killers, "zebra"])
        {
            await File.WriteAllTextAsync(folder.File($"seeds/{input}"), input, TestContext.Current.CancellationToken);
        }

        using RunningProcess fuzz = QmpFuzzCommand.Start(
            "fuzz", "--target", OwnTargets.Killers, "--corpus", folder.File("seeds"), "--out", folder.File("out"), "--execs", "1000", "--seed", "1", "--memory", "256", "--timeout", "20s", "--json");
        Assert.True(await fuzz.WaitAsync(240) == 1, fuzz.Errors);
        JsonElement result = JsonDocument.Parse(fuzz.Output).RootElement;
        Assert.Equal(
            ["death-SIGABRT", "death-SIGABRT---Killers.Fuzz", "death-stack-overflow---Killers.Recurse", "hang-ProbeBudgetExceededException-in-Killers.Spin", "memory-OutOfMemoryException---Killers.Allocate---Killers.Fuzz"],
            result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()![..^9]).Order(StringComparer.Ordinal));
        string[] inputs = [.. Directory.GetFiles(folder.File("out/crashes")).Concat(Directory.GetFiles(folder.File("out/hangs"))).Select(File.ReadAllText).Order(StringComparer.Ordinal)];
        Assert.Equal(Killers.Order(StringComparer.Ordinal), inputs);
        Assert.True(result.GetProperty("executions").GetInt64() >= 1000);
        Assert.Equal("zebra", await File.ReadAllTextAsync(Directory.GetFiles(folder.File("out/queue")).Order(StringComparer.Ordinal).First(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fuzz_InputThatWaits_IsAHangByTheClock()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("seeds"));
        await File.WriteAllTextAsync(folder.File("seeds/waits"), "!wait", TestContext.Current.CancellationToken);
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync(
            "fuzz", "--target", OwnTargets.Waiter, "--corpus", folder.File("seeds"), "--out", folder.File("out"), "--seed", "1", "--timeout", "1s", "--stop-on-finding");
        Assert.True(code == 1, errors);
        string hang = Assert.Single(Directory.GetFiles(folder.File("out/hangs")));
        Assert.Contains("sig:hang-by-the-clock", hang, StringComparison.Ordinal);
        Assert.Equal("!wait", await File.ReadAllTextAsync(hang, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fuzz_TwoJobs_ShareWhatTheyFindInOneQueue()
    {
        using TemporaryFolder folder = new();
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--jobs", "2", "--execs", "3001", "--seed", "1", "--out", folder.File("out"), "--json");
        Assert.True(code == 0, errors);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(3001, result.GetProperty("executions").GetInt64());
        AssertWithoutHoles(folder.File("out/queue"));
        Assert.Contains(Directory.GetFiles(folder.File("out/queue")), name => name.Contains("src:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fuzz_KilledAtAnyMoment_ResumesWithAllThatWasKept()
    {
        using TemporaryFolder folder = new();
        HashSet<string> seen = [];
        for (int round = 0; round < 3; round++)
        {
            using RunningProcess fuzz = QmpFuzzCommand.Start("fuzz", "--out", folder.File("out"), "--seed", $"{round}");
            int before = seen.Count;
            await WaitAsync(() => Queue(folder).Length > before + (20 * round), fuzz);
            seen.UnionWith(Queue(folder));
            fuzz.Signal(9);
            await fuzz.WaitAsync();
            AssertWithoutHoles(folder.File("out/queue"));
            Assert.Subset(Queue(folder).ToHashSet(), seen);
        }

        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--out", folder.File("out"), "--execs", "1", "--json");
        Assert.True(code is 0 or 1, errors);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("corpus").GetInt32() >= seen.Count);
        Assert.Empty(Directory.GetFiles(folder.File("out"), ".*.partial", SearchOption.AllDirectories));
    }

    // a busy machine takes its time to start a campaign
    private static async Task WaitAsync(Func<bool> condition, RunningProcess fuzz)
    {
        for (int tries = 0; tries < 600 && !condition(); tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), fuzz.Errors);
    }

    private static string[] Queue(TemporaryFolder folder) =>
        Directory.Exists(folder.File("out/queue")) ? Directory.GetFiles(folder.File("out/queue"), "id:*") : [];

    private static void AssertWithoutHoles(string queue) => Assert.Equal(
        Enumerable.Range(0, Directory.GetFiles(queue, "id:*").Length),
        Directory.GetFiles(queue, "id:*").Select(file => int.Parse(Path.GetFileName(file).AsSpan(3, 6), CultureInfo.InvariantCulture)).Order());
}
