using System.Text.Json;
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
