using System.Text;
using System.Text.Json;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Replay.Safety;
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
