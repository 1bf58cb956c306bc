using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Servers in processes of their own: <c>--target cmd:</c> and <c>--target unix:</c>.</summary>
public sealed class LiveTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fuzz_RealQemuThatWeStart_FindsNothingNew()
    {
        string qemu = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string target = $"cmd:{qemu} -machine none -nodefaults -display none -qmp unix:{{socket}},server=on,wait=off";
        JsonElement report = await FuzzAsync(0, "--target", target, "--execs", "300");
        Assert.Equal(300, report.GetProperty("executions").GetInt64());
        Assert.True(report.GetProperty("edges_found").GetInt32() > 50, $"{report}");
    }

    [Fact]
    public async Task Fuzz_RealQemuOfSomebodyElse_IsStillThereAfterwards()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        await FuzzAsync(0, "--target", $"{qemu.Endpoint}", "--execs", "200");
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("run", Input("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-status\"}"), "--target", $"{qemu.Endpoint}");
        Assert.True(code == 0, errors);
    }

    [Fact]
    public async Task Fuzz_BuiltInServerBesideRealQemu_AnswersTheSame()
    {
        string qemu = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string other = $"cmd:{qemu} -machine none -nodefaults -display none -blockdev driver=null-co,node-name=d0 -qmp unix:{{socket}},server=on,wait=off";
        JsonElement report = await FuzzAsync(0, "--target", "embedded", "--compare-with", other, "--execs", "200", "--corpus", Seeds("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}{\"execute\":\"query-status\",\"id\":[1,{}]}{\"exec-oob\":\"query-yank\",\"id\":2}\n"));
        Assert.Equal(200, report.GetProperty("executions").GetInt64());
        JsonElement compared = report.GetProperty("compared");
        Assert.Equal(200, compared.GetProperty("sessions").EnumerateObject().Sum(part => part.Value.GetInt64()));
        Assert.InRange(compared.GetProperty("sessions").GetProperty("whole").GetInt64(), 100, 200);
    }

    [Theory]
    [InlineData("""{"execute":"stop"}""", 0)]               // it is put back
    [InlineData("""{"execute":"stop"}{"execute":"blockdev-del","arguments":{"node-name":"d0"}}""", 1)]
    public void Run_BehindATestcaseThatChangedTheMachine_MeetsOneAsAtFirst(string before, int replaced)
    {
        Assert.Equal(0, Changed(before, isFresh: false, out string changed));
        Assert.Contains("\"paused\"", changed, StringComparison.Ordinal);
        Assert.Equal(replaced, Changed(before, isFresh: true, out string fresh));
        Assert.Contains("\"running\"", fresh, StringComparison.Ordinal);
        Assert.Contains("\"d0\"", fresh, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BehindATestcaseThatLeftACommandRunning_IsNotAnsweredForIt()
    {
        using LiveTarget target = new(new HostedServer(ProtocolDialect.Qemu), new LiveOptions(), new SafetyPolicy(true, false), ProtocolDialect.Qemu);
        TestcaseWriter leaves = new();
        leaves.Bytes("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 200\""}}"""u8);
        leaves.Step(StepKind.EndOfInput);
        ExecutionLog log = new();
        target.NewHarness().Run(leaves.Written, log);
        Assert.Contains("qemu-io", Encoding.UTF8.GetString(log.Bytes), StringComparison.Ordinal);
        log.Clear();
        target.NewHarness().Run("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-name\"}"u8, log);
        Assert.DoesNotContain("\"return\": \"\"", Encoding.UTF8.GetString(log.Bytes), StringComparison.Ordinal);
    }

    private static long Changed(string before, bool isFresh, out string answers)
    {
        using LiveTarget target = new(new HostedServer(ProtocolDialect.Qemu), new LiveOptions { KeepsMachineFresh = isFresh }, new SafetyPolicy(true, false), ProtocolDialect.Qemu);
        ExecutionLog log = new();
        target.NewHarness().Run(Encoding.UTF8.GetBytes("{\"execute\":\"qmp_capabilities\"}" + before), log);
        log.Clear();
        target.NewHarness().Run("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-status\"}{\"execute\":\"query-named-block-nodes\"}"u8, log);
        answers = Encoding.UTF8.GetString(log.Bytes);
        return target.Replaced;
    }

    [Fact]
    public void Start_WhereTheNextServerDoesNotComeUp_TriesAnother()
    {
        string broken = _folder.File("broken");             // made by the first one that starts, found and removed by the second
        string command = $"sh -c 'rm {broken} 2>/dev/null && exit 1; [ -e {broken}.was ] || touch {broken} {broken}.was; exec {FragileServers.Program} {{socket}}'";
        Assert.True(SpawnCommand.TryParse(command, out SpawnCommand? parsed, out string reason), reason);
        using LiveTarget target = new(new SpawnedServer(parsed), new LiveOptions(), new SafetyPolicy(true, false), ProtocolDialect.Qemu);
        for (int played = 0; played < 3; played++)
        {
            ExecutionLog log = new();
            target.NewHarness().Run("{\"execute\":\"qmp_capabilities\"}"u8, log);
            Assert.Contains("\"return\"", Encoding.UTF8.GetString(log.Bytes), StringComparison.Ordinal);
            target.Renew();
        }

        Assert.True(File.Exists(broken + ".was"));
        Assert.False(File.Exists(broken));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task Run_BugThatDoesNotShowEachTime_IsTriedAgain(int tries, int expected)
    {
        string sound = $"{AppContext.BaseDirectory}qmpfuzz serve --listen unix:{{socket}}";
        string target = $"cmd:sh -c 'mkdir {_folder.File("first")} 2>/dev/null && exec {sound}; exec {FragileServers.Program} {{socket}}'";
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("run", Input("{\"execute\":\"stop\",\"id\":[[[[1]]]]}\n"), "--target", target, "--tries", $"{tries}");
        Assert.True(code == expected, output + errors);
    }

    [Fact]
    public void Start_WhereTheFirstServerDoesNotComeUp_SaysSo()
    {
        Assert.True(SpawnCommand.TryParse("false {socket}", out SpawnCommand? command, out string reason), reason);
        using SpawnedServer server = new(command);
        Assert.Throws<TargetNotReadyException>(server.Start);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Run_DifferenceThatDoesNotComeEachTime_IsCountedAndNoFinding(int times, bool isFinding)
    {
        LiveOptions options = new() { KeepsMachineFresh = true };
        SafetyPolicy policy = new(true, false);
        using DifferentialTarget target = new(
            new LiveTarget(new LateServer(times, ProtocolDialect.Strict), options, policy, ProtocolDialect.Qemu),
            new LiveTarget(new HostedServer(ProtocolDialect.Qemu), options, policy, ProtocolDialect.Qemu));
        ReadOnlySpan<byte> infinity = "{\"execute\":\"qmp_capabilities\",\"id\":1e999}"u8;
        LiveFailure? failure = null;
        try
        {
            target.NewHarness().Run(infinity, new ExecutionLog());
        }
        catch (LiveFailure found)
        {
            failure = found;
        }

        Assert.Equal(isFinding, failure is { Oracle: "difference" });
        Assert.Equal(isFinding ? 0 : 1, target.Compared.Unsteady);
    }

    /// <summary>The built-in server, of another dialect for its first machines.</summary>
    private sealed class LateServer(int late, ProtocolDialect early) : LiveServer
    {
        private HostedServer? _machine;
        private int _machines;

        public override bool IsDisposable => true;

        public override QmpEndpoint Start() => (_machine ??= new HostedServer(_machines++ < late ? early : ProtocolDialect.Qemu)).Start();

        public override TargetExit? End(TimeSpan patience) => _machine?.End(patience);

        public override void Abandon() => Dispose();

        public override void Dispose()
        {
            _machine?.Dispose();
            _machine = null;
        }
    }

    [Fact]
    public async Task Fuzz_TwoServersThatDiffer_SaysWhere()
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
            "run", Input("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-name\",\"arguments\":{\"x\":1}}\n"), "--target", "embedded", "--compare-with", FragileServers.Target);
        Assert.True(code == 1, errors);
        Assert.Contains("signature  difference-", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_ServerThatDies_IsFoundMinimisedAndRepeated()
    {
        JsonElement report = await FuzzAsync(1, "--target", FragileServers.Target, "--timeout", "1s", "--stop-on-finding", "--corpus", Seeds("{\"execute\":\"query-name\"}{\"execute\":\"stop\",\"id\":[[[[1]]]]}\n"));
        string signature = report.GetProperty("findings")[0].GetString()!;
        Assert.StartsWith("crash-Unhandled-exception.-System.InvalidOperationException--id-ne", signature, StringComparison.Ordinal);
        string minimised = _folder.File($"out/findings/{signature}/minimised.qmpt");
        Assert.InRange(new FileInfo(minimised).Length, 20, 40);
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("run", minimised, "--target", FragileServers.Target);
        Assert.Equal(1, code);
        Assert.Contains(signature, output, StringComparison.Ordinal);
        Assert.Contains("SIGABRT", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerThatStopsAnswering_Hangs()
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("run", Input("{\"execute\":\"wait\"}\n"), "--target", FragileServers.Target, "--timeout", "1s");
        Assert.True(code == 1, errors);
        Assert.Contains("hang-no-answer", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CommandThatReachesTheHost_IsNotSent()
    {
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("run", Input("{\"execute\":\"screendump\",\"arguments\":{\"filename\":\"/tmp/x\"}}\n"), "--target", FragileServers.Target);
        Assert.Equal(0, code);
        Assert.DoesNotContain("screendump", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_NobodyThere_ExitsThree()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("fuzz", "--target", "unix:/nonexistent/qmp.sock", "--timeout", "1s", "--out", _folder.File("out"));
        Assert.Equal(3, code);
        Assert.Contains("/nonexistent/qmp.sock", errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> FuzzAsync(int expected, params string[] arguments)
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(["fuzz", .. arguments, "--seed", "1", "--out", _folder.File("out"), "--json"]);
        Assert.True(code == expected, output + errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private string Input(string text)
    {
        File.WriteAllText(_folder.File("input.qmpt"), text);
        return _folder.File("input.qmpt");
    }

    private string Seeds(string text)
    {
        Directory.CreateDirectory(_folder.File("seeds"));
        File.WriteAllText(_folder.File("seeds/one"), text);
        return _folder.File("seeds");
    }
}
