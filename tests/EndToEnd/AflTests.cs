using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>afl-fuzz and its tools at the other end.</summary>
public sealed class AflTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "qmpfuzz");
    private static readonly string Seeds = Repository.PathOf("corpus/seeds");

    [Fact]
    public async Task Afl_UnderAflFuzz_FindsTheEmbeddedServersEdges()
    {
        string afl = ExternalProgram.Require("afl-fuzz", "afl++");
        using TemporaryFolder folder = new();
        using RunningProcess fuzz = Start(afl, "-E", "2000", "-s", "1", "-i", Seeds, "-o", folder.Path, "--", Program, "afl");
        await fuzz.WaitAsync(120);
        Dictionary<string, string> stats = Stats(folder.File("default/fuzzer_stats"));
        Assert.True(int.Parse(stats["execs_done"]) >= 2000, fuzz.Output);
        Assert.True(int.Parse(stats["edges_found"]) > 500, fuzz.Output);
        Assert.Contains("Using SHARED MEMORY FUZZING feature", fuzz.Output, StringComparison.Ordinal);
        Assert.Contains("autodictionary entries", fuzz.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Afl_TargetThatThrowsHangsOrDies_IsACrashOrAHangAndGoesOn()
    {
        string afl = ExternalProgram.Require("afl-fuzz", "afl++");
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("seeds"));
        foreach (string input in (string[])["!failfast", "!abort", "!spin", "zebra", "hello"])
        {
            await File.WriteAllTextAsync(folder.File($"seeds/{input}"), input, TestContext.Current.CancellationToken);
        }

        using RunningProcess fuzz = Start(afl, "-E", "3000", "-t", "2000+", "-s", "1", "-i", folder.File("seeds"), "-o", folder.File("out"), "--", Program, "afl", "--target", OwnTargets.Killers);
        await fuzz.WaitAsync(120);
        Dictionary<string, string> stats = Stats(folder.File("out/default/fuzzer_stats"));
        Assert.True(int.Parse(stats["execs_done"]) >= 3000, fuzz.Output);
        Assert.Contains("crash", fuzz.Output, StringComparison.Ordinal);
        Assert.Contains("tim", fuzz.Output, StringComparison.Ordinal);
        Assert.True(int.Parse(stats["corpus_count"]) >= 1, fuzz.Output);
    }

    [Fact]
    public async Task Sync_TwoInstancesOfAflAndOneOfOurs_ImportFromEachOther()
    {
        string afl = ExternalProgram.Require("afl-fuzz", "afl++");
        string whatsup = ExternalProgram.Require("afl-whatsup", "afl++");
        using TemporaryFolder folder = new();
        using TemporaryFolder seeds = new();
        await File.WriteAllTextAsync(seeds.File("short"), "{\"execute\":\"stop\"}", TestContext.Current.CancellationToken);    // -M is done with a seed before it imports
        using RunningProcess main = Start(afl, "-M", "main", "-i", seeds.Path, "-o", folder.Path, "--", Program, "afl");
        using RunningProcess second = Start(afl, "-S", "second", "-i", seeds.Path, "-o", folder.Path, "--", Program, "afl");
        await WaitFor.ConditionAsync(() => Directory.Exists(folder.File("main/queue")) && Directory.Exists(folder.File("second/queue")), () => main.Output + second.Output);
        using RunningProcess ours = QmpFuzzCommand.Start("fuzz", "--sync", folder.Path, "--name", "ours", "--seed", "1");
        await WaitAsync(() => Imports(folder, "ours") > 0 && Imports(folder, "main") + Imports(folder, "second") > 0 && Stats(folder.File("ours/fuzzer_stats")).Count > 0, () => main.Output + ours.Errors);
        using RunningProcess summary = RunningProcess.Start(whatsup, ["-s", folder.Path]);
        await summary.WaitAsync();
        Assert.Matches(@"Fuzzers alive : 3", summary.Output);
        ours.Signal(2);
        Assert.Equal(130, await ours.WaitAsync());
    }

    [Fact]
    public async Task Afl_NotUnderAflFuzz_SaysHowToCallIt()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("afl");
        Assert.Equal(2, code);
        Assert.Contains("afl-fuzz -i DIR -o DIR -- qmpfuzz afl", errors, StringComparison.Ordinal);
    }

    private static RunningProcess Start(string program, params string[] arguments) => RunningProcess.Start(
        "/usr/bin/env",
        ["AFL_SKIP_BIN_CHECK=1", "AFL_SKIP_CPUFREQ=1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1", "AFL_NO_UI=1", "AFL_NO_AFFINITY=1", "AFL_FORKSRV_INIT_TMOUT=60000", "AFL_SYNC_TIME=1", program, .. arguments]);

    private static int Imports(TemporaryFolder folder, string instance) =>
        Directory.Exists(folder.File($"{instance}/queue")) ? Directory.GetFiles(folder.File($"{instance}/queue"), "*sync:*").Length : 0;

    private static Dictionary<string, string> Stats(string file) => File.Exists(file)
        ? File.ReadLines(file).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim())
        : [];

    // a sync cycle of afl-fuzz takes as long as it takes
    private static async Task WaitAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (int tries = 0; tries < 120 && !condition(); tries++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), otherwise());
    }
}
