using System.Text.RegularExpressions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The same calls to a target that clang linked with the real libFuzzer, and to ours: codes, and every line that scripts read, are the same.</summary>
[Collection(nameof(PublishedFuzzer))]
public sealed class RealLibFuzzerTests(PublishedFuzzer fuzzer)
{
    // of the real one's lines, those that say how a run goes and ends; numbers, paths and checksums are taken out before they are compared
    private static readonly string[] LinesThatAreRead =
    [
        "INFO: Seed:", "INFO: Loaded N modules", "INFO: -max_len", "INFO: A corpus", "INFO: seed corpus:", "INFO: -fork=", "INFO: exiting:", "#N INITED", "#N DONE", "Done N", "Executed", "Running:",
        "***", "==N== ERROR: libFuzzer:", "SUMMARY:", "artifact_prefix=", "Base64:", "stat::", "ALARM:", "and the timeout", "CRASH_MIN: minimizing", "CRASH_MIN: failed", "CRASH_MIN: 'P'",
        "MERGE-OUTER: N new", "MERGE-OUTER: N files", "MERGE-OUTER: attempt", "MERGE-OUTER: successful", "MERGE-INNER:", "ERROR:", "WARNING: unrecognized", "WARNING: did", "================== Job",
    ];

    // a process that only starts others has no counters to tell
    private static readonly string[] OfOneThatExecutes = ["INFO: Seed:", "INFO: Loaded N modules", "INFO: -max_len"];

    /// <summary>Arguments, with F for a file that holds the text, D for a folder that holds that file, E for an empty folder.</summary>
    public static TheoryData<string, string> Calls() => new()
    {
        { "-runs=4 -seed=1337", "" },
        { "-runs=0 -seed=1337 -print_final_stats=1 D", "fine" },
        { "-runs=9 -seed=1337 E D", "fine" },
        { "-runs=2 F", "fine" },
        { "F", "!abort" },
        { "-runs=100 -seed=1 D", "!abort" },
        { "-exact_artifact_path=here -print_final_stats=1 D", "!abort" },
        { "-timeout=1 D", "!spin" },
        { "-timeout=1 F", "!spin" },
        { "-rss_limit_mb=300 D", "!allocate" },
        { "-merge=1 E D", "fine" },
        { "-merge=1 D", "fine" },
        { "-merge=1 E D", "!abort" },
        { "-minimize_crash=1 -runs=3 F", "fine" },
        { "-jobs=1 -workers=1 -runs=3 D", "!abort" },
        { "-fork=1 -runs=5 -use_cmp=0 -use_memmem=0 D", "fine" },
        { "-runs=1 -no_such_flag=1 --runs=1", "" },
        { "-runs=1 nowhere", "" },
        { "-runs=1 -artifact_prefix=nowhere/x-", "" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ToTheRealOneAndToOurs_HasTheSameCodeAndLines(string call, string text)
    {
        using TemporaryFolder folder = new();
        string real = await CompileAsync(folder);
        (int expected, string[] theirs) = await RunAsync(folder, "theirs", real, call, text);
        (int code, string[] ours) = await RunAsync(folder, "ours", fuzzer.Program, $"--target={OwnTargets.Killers} {call}", text);
        Assert.True(expected == code, $"expected {expected}, was {code}:\n{string.Join('\n', ours)}");
        bool executes = !Regex.IsMatch(call, "-(merge|minimize_crash|fork)=");
        IEnumerable<string> starts = executes ? LinesThatAreRead : LinesThatAreRead.Except(OfOneThatExecutes);
        string[] missing = [.. theirs.Where(line => starts.Any(start => line.StartsWith(start, StringComparison.Ordinal))).Except(ours)];
        Assert.True(missing.Length == 0, $"missing:\n{string.Join('\n', missing)}\nof ours:\n{string.Join('\n', ours)}");
    }

    private static async Task<string> CompileAsync(TemporaryFolder folder)
    {
        string clang = ExternalProgram.Require("clang", "clang");
        bool isThere = Directory.Exists("/usr/lib") && Directory.EnumerateDirectories("/usr/lib", "llvm-*").Any(llvm => Directory.EnumerateFiles(llvm, "libclang_rt.fuzzer-x86_64.a", SearchOption.AllDirectories).Any());
        Assert.SkipUnless(isThere, "needs libclang_rt.fuzzer (Debian package libclang-rt-14-dev)");
        using RunningProcess compile = RunningProcess.Start(clang, ["-g", "-O1", "-fsanitize=fuzzer", Repository.PathOf("tests/Support/NativeFuzzer/killers_fuzzer.c"), "-o", folder.File("real_fuzzer")]);
        Assert.True(await compile.WaitAsync() == 0, compile.Errors);
        return folder.File("real_fuzzer");
    }

    private static async Task<(int ExitCode, string[] Lines)> RunAsync(TemporaryFolder folder, string name, string program, string call, string text)
    {
        string here = Directory.CreateDirectory(folder.File(name)).FullName;
        Directory.CreateDirectory(Path.Combine(here, "E"));
        Directory.CreateDirectory(Path.Combine(here, "D"));
        File.WriteAllText(Path.Combine(here, "D/F"), text);
        File.WriteAllText(Path.Combine(here, "F"), text);
        using RunningProcess run = RunningProcess.Start(program, call.Split(' '), here);
        int code = await run.WaitAsync(120);
        return (code, [.. (run.Errors + run.Output).Split('\n').Select(Plain).Distinct()]);
    }

    private static string Plain(string line)
    {
        line = Regex.Replace(line.Trim(), @"^(#\d+)\s+(\w+).*", "$1 $2");
        line = Regex.Replace(line, @"'[^']*/[^']*'", "'P'");
        line = Regex.Replace(line, @"(?<=Base64: ).*|\S*/\S*\b(?=$| in )|[0-9a-f]{40}|\[0x.*", "X");
        line = Regex.Replace(line, @"\(\d+ inline.*", "");
        return Regex.Replace(line, @"\d+", "N").Trim();
    }
}
