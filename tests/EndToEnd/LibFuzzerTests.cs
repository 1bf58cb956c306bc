using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The published fuzz target, called as ClusterFuzz, ClusterFuzzLite and OSS-Fuzz call a libFuzzer binary.</summary>
[Collection(nameof(PublishedFuzzer))]
public sealed class LibFuzzerTests(PublishedFuzzer fuzzer) : IDisposable
{
    private static readonly string Seeds = Repository.PathOf("corpus/seeds");
    private static readonly string Settings = $"--target={OwnTargets.Settings}";
    private static readonly string Killers = $"--target={OwnTargets.Killers}";
    private static readonly string Waiter = $"--target={OwnTargets.Waiter}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_Always_ListsTheFlagsAndEndsWell()
    {
        (int code, string output) = await RunAsync("-help=1");
        Assert.Equal(0, code);
        Assert.All(["-flag=value", " runs ", " merge ", " artifact_prefix ", " --target=TARGET"], part => Assert.Contains(part, output, StringComparison.Ordinal));
        Assert.DoesNotContain("minimize_crash_internal_step", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FourRuns_WithoutACorpus_PassTheBuildCheck()
    {
        (int code, string output) = await RunAsync("-seed=1337", "-runs=4");
        Assert.True(code == 0, output);
        Assert.True(int.Parse(Regex.Match(output, ClusterFuzzWords.Modules).Groups[2].Value) > 1000, output);
        Assert.Contains("INFO: Seed: 1337", output, StringComparison.Ordinal);
        Assert.Matches(ClusterFuzzWords.MaxLength, output);
        Assert.Matches(ClusterFuzzWords.Inited, output);
        Assert.Matches("(?m)^#4\tDONE   cov: ", output);
        Assert.Matches("(?m)^Done 4 runs in [0-9]+ second", output);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task CorpusFolder_WithDictionaryAndStats_KeepsWhatIsNewUnderItsSha1()
    {
        Directory.CreateDirectory(_folder.File("corpus"));
        (int code, string output) = await RunAsync(
            "-runs=1500", "-seed=1", "-len_control=0", "-print_final_stats=1", $"-dict={Path.Combine(fuzzer.Folder, "qmp_session_fuzzer.dict")}", _folder.File("corpus"), Seeds);
        Assert.True(code == 0, output);
        Assert.Equal($"{Directory.GetFiles(Seeds).Length}", Regex.Match(output, ClusterFuzzWords.SeedCorpus).Groups[1].Value);
        Assert.Matches(@"Dictionary: \d+ entries", output);
        Assert.All(Regex.Matches(output, "(?m)^#.*$"), line => Assert.Matches(ClusterFuzzWords.StatusLine, line.Value));
        string[] kept = Directory.GetFiles(_folder.File("corpus"));
        Assert.Equal(Regex.Count(output, "(?m)^#[0-9]+\tNEW "), kept.Length);
        Assert.NotEmpty(kept);
        Assert.All(kept, file => Assert.Equal(Path.GetFileName(file), Units.NameOf(File.ReadAllBytes(file))));
        Dictionary<string, long> stats = Regex.Matches(output, ClusterFuzzWords.Stat).ToDictionary(stat => stat.Groups[1].Value, stat => long.Parse(stat.Groups[2].Value));
        Assert.Equal((1500, kept.Length), (stats["number_of_executed_units"], stats["new_units_added"]));
        Assert.Equal(["average_exec_per_sec", "new_units_added", "number_of_executed_units", "peak_rss_mb", "slowest_unit_time_sec"], stats.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SameSeed_Twice_KeepsTheSame()
    {
        foreach (string name in (string[])["one", "two"])
        {
            Directory.CreateDirectory(_folder.File(name));
            await RunAsync("-runs=600", "-seed=7", Settings, _folder.File(name));
        }

        Assert.NotEmpty(Directory.GetFiles(_folder.File("one")));
        Assert.Equal(Names(_folder.File("one")), Names(_folder.File("two")));
    }

    [Fact]
    public async Task SingleFiles_ThatAreFine_AreExecutedAndTimed()
    {
        string[] files = [Path.Combine(Seeds, "ids.qmpt"), Path.Combine(Seeds, "events.qmpt")];
        (int code, string output) = await RunAsync(["-runs=2", .. files]);
        Assert.True(code == 0, output);
        Assert.Contains("Running 2 inputs 2 time(s) each.", output, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Matches($"(?m)^Executed {Regex.Escape(file)} in [0-9]+ ms$", output));
    }

    [Fact]
    public async Task Crash_FoundByFuzzing_IsReportedWithItsStackAndArtefact()
    {
        Directory.CreateDirectory(_folder.File("found"));
        string seeds = Corpus("width=640\nscale=2\n");
        (int code, string output) = await RunAsync("-runs=200000", "-seed=1", "-artifact_prefix=found/", "-print_final_stats=1", Settings, seeds);
        Assert.True(code == 77, output);
        Assert.Matches(ClusterFuzzWords.Crash, output);
        Assert.Contains("SUMMARY: libFuzzer: deadly signal", output, StringComparison.Ordinal);
        string[] frames = [.. Regex.Matches(output, @"(?m)^\s+#\d+ .*$").Select(match => match.Value)];
        Assert.All(frames, frame => Assert.Matches(ClusterFuzzWords.StackFrame, frame));
        Assert.Matches(@"^    #0 0x0+ in Example\.Settings\.ReadWidth /.*Settings\.cs:\d+$", frames[0]);
        Assert.Contains(" in Example.SettingsFuzzer.Fuzz ", frames[1], StringComparison.Ordinal);
        string artefact = AssertArtefact(output, "found/crash-");
        Assert.Contains("scale", File.ReadAllText(artefact), StringComparison.Ordinal);
        Assert.Matches(ClusterFuzzWords.Stat, output);
        (int again, string single) = await RunAsync(Settings, artefact);
        Assert.Equal(77, again);
        Assert.Equal(Token(output), Token(single));
        Assert.DoesNotContain("Test unit written", single, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!overflow", 77, ClusterFuzzWords.Crash, "crash-", "Example.Killers.Recurse")]
    [InlineData("!failfast", 77, ClusterFuzzWords.Crash, "crash-", "Example.Killers.Fuzz")]
    [InlineData("!abort", 77, ClusterFuzzWords.Crash, "crash-", "death-SIGABRT")]
    [InlineData("!spin", 70, ClusterFuzzWords.Timeout, "timeout-", "Example.Killers.Spin")]
    [InlineData("!allocate", 71, ClusterFuzzWords.Memory, "oom-", "Example.Killers.Allocate")]
    public async Task Input_ThatEndsTheProcess_IsReportedByTheCodeOfItsKind(string input, int exitCode, string banner, string artefact, string place)
    {
        (int code, string output) = await RunAsync("-seed=1", "-runs=100", "-rss_limit_mb=256", Killers, Corpus(input));
        Assert.True(code == exitCode, output);
        Assert.Matches(banner, output);
        Assert.Contains($" in {place}", output, StringComparison.Ordinal);
        Assert.Equal(input, File.ReadAllText(AssertArtefact(output, $"./{artefact}")));
    }

    [Fact]
    public async Task Timeout_ByTheClock_IsReportedAndTheProcessEnds()
    {
        (int code, string output) = await RunAsync("-timeout=1", "-runs=100", "-timeout_exitcode=33", Waiter, Corpus("!wait"));
        Assert.True(code == 33, output);
        Assert.Matches(ClusterFuzzWords.Timeout, output);
        Assert.Contains("       and the timeout value is 1 (use -timeout=N to change)", output, StringComparison.Ordinal);
        Assert.Equal("!wait", File.ReadAllText(AssertArtefact(output, "./timeout-")));
    }

    [Fact]
    public async Task ExactArtifactPath_WithOwnExitCode_IsWhereItIsWritten()
    {
        (int code, string output) = await RunAsync("-exact_artifact_path=here", "-error_exitcode=5", "-runs=10", Killers, Corpus("!failfast"));
        Assert.True(code == 5, output);
        Assert.Equal("!failfast", File.ReadAllText(_folder.File("here")));
    }

    [Fact]
    public async Task Merge_OfFolders_AddsWhatTheFirstDoesNotShowAndPassesOverKillers()
    {
        string first = Corpus("width=640\n");
        Directory.CreateDirectory(_folder.File("more"));
        foreach ((string name, string text) in ((string, string)[])[("same", "width=640\n"), ("new", "scale=2\n"), ("longer", "scale=2\nscale=2\n"), ("killer", "scale=0\n")])
        {
            File.WriteAllText(_folder.File($"more/{name}"), text);
        }

        (int code, string output) = await RunAsync("-merge=1", $"-merge_control_file={_folder.File("control")}", Settings, first, _folder.File("more"));
        Assert.True(code == 0, output);
        Match merged = Regex.Match(output, ClusterFuzzWords.Merged);
        string[] added = [.. Directory.GetFiles(first).Where(file => Path.GetFileName(file) != "seed").Select(File.ReadAllText)];
        Assert.Equal($"{added.Length}", merged.Groups[1].Value);
        Assert.Contains("scale=2\n", added);
        Assert.DoesNotContain("scale=0\n", added);
        (int again, string second) = await RunAsync("-merge=1", $"-merge_control_file={_folder.File("control")}", Settings, first, _folder.File("more"));
        Assert.True(again == 0, second);
        Assert.Matches(@"MERGE-OUTER: \d+ files, \d+ in the initial corpus, 5 processed earlier", second);
        Assert.Equal("0", Regex.Match(second, ClusterFuzzWords.Merged).Groups[1].Value);
    }

    [Fact]
    public async Task Merge_InputThatKillsItsProcess_GoesOnBehindIt()
    {
        Directory.CreateDirectory(_folder.File("out"));
        Directory.CreateDirectory(_folder.File("in"));
        foreach (string text in (string[])["a", "!abort", "!overflow and more"])
        {
            File.WriteAllText(_folder.File($"in/{text.Length}"), text);
        }

        (int code, string output) = await RunAsync("-merge=1", Killers, _folder.File("out"), _folder.File("in"));
        Assert.True(code == 0, output);
        Assert.Contains("MERGE-OUTER: attempt 3", output, StringComparison.Ordinal);
        Assert.Matches(ClusterFuzzWords.Merged, output);
        Assert.Equal("a", Assert.Single(Directory.GetFiles(_folder.File("out")).Select(File.ReadAllText)));
    }

    [Theory]
    [InlineData("width=640\nscale=2\nscale=0\nwidth=3\n", true, 8)]
    [InlineData("!failfast.", false, 9)]             // each try is a process
    public async Task MinimizeCrash_OfACrash_WritesTheSmallestThatShowsTheSame(string text, bool isManaged, int length)
    {
        File.WriteAllText(_folder.File("crash"), text);
        (int code, string output) = await RunAsync("-minimize_crash=1", "-runs=500", "-exact_artifact_path=small", isManaged ? Settings : Killers, _folder.File("crash"));
        Assert.True(code == 0, output);
        Assert.Contains($"CRASH_MIN: minimizing crash input: '{_folder.File("crash")}' ({text.Length} bytes)", output, StringComparison.Ordinal);
        Assert.Contains("CRASH_MIN: DedupToken1: ", output, StringComparison.Ordinal);
        Assert.Matches(@"CRASH_MIN: failed to minimize beyond small \(\d+ bytes\), exiting", output);
        Assert.InRange(new FileInfo(_folder.File("small")).Length, 1, length);
        Assert.Equal(77, (await RunAsync(isManaged ? Settings : Killers, _folder.File("small"))).ExitCode);
    }

    [Fact]
    public async Task MinimizeCrash_OfWhatIsFine_IsAnEngineError()
    {
        File.WriteAllText(_folder.File("fine"), "width=1\n");
        (int code, string output) = await RunAsync("-minimize_crash=1", "-runs=5", Settings, _folder.File("fine"));
        Assert.Equal(1, code);
        Assert.Contains($"ERROR: the input {_folder.File("fine")} did not crash", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CleanseCrash_OfACrash_BlanksWhatDoesNotMatter()
    {
        File.WriteAllText(_folder.File("crash"), "password=1\nscale=0\n");
        (int code, string output) = await RunAsync("-cleanse_crash=1", "-exact_artifact_path=clean", Settings, _folder.File("crash"));
        Assert.True(code == 0, output);
        Assert.Contains("CLEANSE: Replaced byte 0 with 0x20", output, StringComparison.Ordinal);
        string clean = File.ReadAllText(_folder.File("clean"));
        Assert.DoesNotContain("password", clean, StringComparison.Ordinal);
        Assert.Contains("scale=0", clean, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_Two_WriteALogEachAndTellWhetherOneFailed()
    {
        string corpus = Corpus("!failfast");
        (int code, string output) = await RunAsync("-jobs=2", "-workers=2", "-runs=3", Killers, corpus);
        Assert.Equal(1, code);
        Assert.All([0, 1], job => Assert.Contains($"================== Job {job} exited with exit code 77 ============", output, StringComparison.Ordinal));
        Assert.All([0, 1], job => Assert.Contains("Test unit written to", File.ReadAllText(_folder.File($"fuzz-{job}.log")), StringComparison.Ordinal));
        (int good, string fine) = await RunAsync("-jobs=2", "-workers=1", "-runs=3", Settings, "corpus");
        Assert.True(good == 0, fine);
    }

    [Fact]
    public async Task Fork_One_MergesWhatItsChildrenFindAndEndsAfterTheRuns()
    {
        Directory.CreateDirectory(_folder.File("corpus"));
        File.WriteAllText(_folder.File("corpus/seed"), "width=640\n");
        (int code, string output) = await RunAsync("-fork=1", "-runs=50", Settings, _folder.File("corpus"));
        Assert.True(code is 0 or 77, output);
        Assert.Contains("INFO: -fork=1: fuzzing in separate process(s)", output, StringComparison.Ordinal);
        Assert.Contains("INFO: -fork=1: 1 seed inputs, starting to fuzz in ", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^#\d+: cov: \d+ ft: \d+ corp: \d+ exec/s: \d+ oom/timeout/crash: 0/0/0 time: \d+s job: 1 dft_time: 0$", output);
        Assert.Matches($"(?m)^INFO: exiting: {code} time: [0-9]+s$", output);
    }

    [Fact]
    public async Task Fork_CrashesToBeIgnored_GoesOnAfterThem()
    {
        (int code, string output) = await RunAsync("-fork=1", "-ignore_crashes=1", "-keep_seed=1", "-runs=2", Killers, Corpus("!failfast"));
        Assert.True(code == 77, output);                    // the last child's
        Assert.Matches(@"oom/timeout/crash: 0/0/1 ", output);
        Assert.Contains("INFO: fuzzed for 2 iterations, wrapping up soon", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetTempPath(), "FuzzWithFork*"), folder => Directory.GetCreationTimeUtc(folder) > Directory.GetCreationTimeUtc(_folder.Path));
    }

    [Fact]
    public async Task Interrupt_WhileFuzzing_EndsWithItsOwnCodeAndLeavesNobody()
    {
        using RunningProcess running = fuzzer.Start(_folder.Path, "-print_final_stats=1"); // the built-in core: it has nothing to be found meanwhile
        await WaitFor.ConditionAsync(() => running.Errors.Contains("INITED", StringComparison.Ordinal), () => running.Errors);
        int[] children = [.. Children(running.Process.Id)];
        running.Signal(15);
        Assert.Equal(72, await running.WaitAsync());
        Assert.Contains("libFuzzer: run interrupted; exiting", running.Errors, StringComparison.Ordinal);
        Assert.Matches(ClusterFuzzWords.Stat, running.Errors);
        Assert.Single(children);
        await WaitFor.ConditionAsync(() => !Directory.Exists($"/proc/{children[0]}"), () => "the child is still there");
    }

    [Fact]
    public async Task FilesFromOthers_InTheFirstFolder_AreReloaded()
    {
        string corpus = Corpus("width=640\n");
        using RunningProcess running = fuzzer.Start(_folder.Path, "-reload=1", "-len_control=0", "-max_total_time=30", "-use_cmp=0", Killers, corpus);
        await WaitFor.ConditionAsync(() => running.Errors.Contains("INITED", StringComparison.Ordinal), () => running.Errors);
        File.WriteAllText(Path.Combine(corpus, "another"), "!spin");
        Assert.Equal(70, await running.WaitAsync());
    }

    [Theory]
    [InlineData("corpus-that-is-not-there", "ERROR: The required directory \"corpus-that-is-not-there\" does not exist")]
    [InlineData("-artifact_prefix=nowhere/", "ERROR: The required directory \"nowhere\" does not exist")]
    [InlineData("-dict=no.dict", "ParseDictionaryFile: ")]
    [InlineData("-data_flow_trace=x", "ERROR: -data_flow_trace=x is not supported")]
    [InlineData("--target=tcp:127.0.0.1:1", "counts its edges")]
    public async Task Call_ThatCannotBeRun_IsAnEngineErrorByName(string argument, string message)
    {
        (int code, string output) = await RunAsync("-runs=1", argument);
        Assert.Equal(1, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => fuzzer.RunAsync(_folder.Path, arguments);

    private string Corpus(string text)
    {
        Directory.CreateDirectory(_folder.File("corpus"));
        File.WriteAllText(_folder.File("corpus/seed"), text);
        return _folder.File("corpus");
    }

    /// <summary>The path that the report gives, which ends in the SHA-1 of what is there.</summary>
    private string AssertArtefact(string output, string start)
    {
        Match written = Regex.Match(output, ClusterFuzzWords.Artefact);
        Assert.True(written.Success, output);
        Assert.StartsWith(start, written.Groups[1].Value, StringComparison.Ordinal);
        string path = _folder.File(written.Groups[1].Value);
        Assert.EndsWith("-" + Units.NameOf(File.ReadAllBytes(path)), path, StringComparison.Ordinal);
        return path;
    }

    private static string Token(string output) => Regex.Match(output, "(?m)^DEDUP_TOKEN: .*$").Value;

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<int> Children(int process) => File
        .ReadAllText($"/proc/{process}/task/{process}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(int.Parse);
}
