using System.Text.Json;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class ReplayTests : IDisposable
{
    private const string Slow = """{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 3000\""}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("max")]
    public async Task Recording_AgainstAFreshQemu_HasNoDivergence(string speed)
    {
        string file = await RecordAsync(Session());
        using RealQemu fresh = await RealQemu.StartAsync(_folder, "fresh.sock");
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("replay", file, "--connect", $"{fresh.Endpoint}", "--speed", speed, "--compare", "shape", "--json");
        Assert.True(code == 0, output + errors);
        JsonElement report = JsonElement.Parse(output);
        Assert.Equal(62, report.GetProperty("commands").GetInt32());
        Assert.True(report.GetProperty("messages_received").GetInt32() > 62 + 20, output);
        Assert.Empty(report.GetProperty("divergences").EnumerateArray());
        Assert.Equal(speed == "1", report.TryGetProperty("lateness_us", out _));
    }

    [Fact]
    public async Task TapRecording_AgainstAFreshQemu_HasNoDivergenceAtEitherSpeed()
    {
        string recordings = await TapAsync();
        foreach (string speed in (string[])["1", "max"])
        {
            using RealQemu fresh = await RealQemu.StartAsync(_folder, $"fresh-{speed}.sock");
            (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("replay", recordings, "--connect", $"{fresh.Endpoint}", "--speed", speed);
            Assert.True(code == 0, output + errors);
            Assert.Contains("replayed 1 session: 62 commands", output, StringComparison.Ordinal);
            Assert.Contains("no divergence (compared: shape)", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("shape", "'running': true", "'running': 'yes'", "$.return.running")]
    [InlineData("shape", "'error': {'class': 'CommandNotFound'", "'error': {'class': 'GenericError'", "$.error.class")]
    [InlineData("classes", "'id': 30", "'id': 3000", "$.id")]
    [InlineData("exact", "'running': true", "'running': false", "$.return.running")]
    public async Task Reply_AlteredByHand_IsTheOneDivergence(string level, string original, string altered, string path)
    {
        string file = await RecordAsync(Session());
        await AlterLastAsync(file, original, altered);
        using RealQemu fresh = await RealQemu.StartAsync(_folder, "fresh.sock");
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("replay", file, "--connect", $"{fresh.Endpoint}", "--speed", "max", "--timeout", "1", "--compare", level);
        Assert.True(code == 1, output + errors);
        Assert.Contains($"\n1 divergence (compared: {level})", output, StringComparison.Ordinal);
        Assert.Contains($"  at {path}\n", output, StringComparison.Ordinal);
        Assert.Contains("  answers    {\"execute\":", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_KilledInTheMiddle_IsADivergenceThatSaysSo()
    {
        string file = await RecordAsync([Slow, .. Session()]);
        RealQemu fresh = await RealQemu.StartAsync(_folder, "fresh.sock");
        using RunningProcess replay = QmpFuzzCommand.Start("replay", file, "--connect", $"{fresh.Endpoint}");
        await WaitFor.ConditionAsync(() => replay.Errors.Contains("2 messages", StringComparison.Ordinal), () => "no progress: " + replay.Errors);
        fresh.Dispose();                                    // kills it, while it sleeps
        Assert.Equal(1, await replay.WaitAsync());
        Assert.Contains("connection closed too early", replay.Output, StringComparison.Ordinal);
        Assert.Contains("recorded actions were not played", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_InTheMiddle_EndsWith130()
    {
        string file = await RecordAsync([Slow]);
        using RealQemu fresh = await RealQemu.StartAsync(_folder, "fresh.sock");
        using RunningProcess replay = QmpFuzzCommand.Start("replay", file, "--connect", $"{fresh.Endpoint}");
        await WaitFor.ConditionAsync(() => replay.Errors.Contains("2 messages", StringComparison.Ordinal), () => "no progress: " + replay.Errors);
        replay.Signal(2);
        Assert.Equal(130, await replay.WaitAsync());
    }

    [Fact]
    public async Task Quit_ToASpawnedQemu_IsPlayedAndItsExitIsReported()
    {
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string file = WriteQuit();
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
            "replay", file, "--spawn", $"{program} -machine none -nodefaults -display none -qmp unix:{{socket}},server=on,wait=off");
        Assert.True(code == 0, output + errors);
        Assert.Contains("target: ended with exit code 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quit_ToAQemuOfSomebodyElse_IsRefusedBeforeAnythingIsSent()
    {
        using RealQemu fresh = await RealQemu.StartAsync(_folder, "fresh.sock");
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("replay", WriteQuit(), "--connect", $"{fresh.Endpoint}");
        Assert.Equal(2, code);
        Assert.Contains("0.002000 s: quit ends or changes the VM", errors, StringComparison.Ordinal);
        using QmpTestClient alive = await QmpTestClient.NegotiateAsync(fresh.Endpoint);
    }

    [Fact]
    public async Task SpawnedTarget_ThatCrashes_IsTheResult()
    {
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string script = _folder.File("crash.sh");
        await File.WriteAllTextAsync(
            script,
            $"{program} -machine none -nodefaults -display none -blockdev driver=null-co,node-name=d0 -qmp unix:$1,server=on,wait=off & qemu=$!\nsleep 1; echo 'assertion failed' >&2; kill -9 $qemu; kill -SEGV $$\n",
            TestContext.Current.CancellationToken);
        string file = await RecordAsync([Slow]);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("replay", file, "--spawn", $"sh {script} {{socket}}");
        Assert.True(code == 1, output + errors);
        Assert.Contains("target: was killed by signal 11 (SIGSEGV)", output, StringComparison.Ordinal);
        Assert.Contains("stderr: assertion failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpawnedTarget_WithAChildThatStays_EndsWithIt()
    {
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string script = _folder.File("child.sh");
        await File.WriteAllTextAsync(
            script, $"{program} -machine none -nodefaults -display none -qmp unix:$1,server=on,wait=off & echo $! >$2; wait\n", TestContext.Current.CancellationToken);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("replay", WriteNegotiation(), "--spawn", $"sh {script} {{socket}} {_folder.File("pid")}");
        Assert.True(code == 0, output + errors);
        string child = $"/proc/{(await File.ReadAllTextAsync(_folder.File("pid"), TestContext.Current.CancellationToken)).Trim()}";
        await WaitFor.ConditionAsync(() => !Directory.Exists(child), () => $"{child} is still there");
    }

    [Fact]
    public async Task SpawnedTarget_ThatNeverListens_IsUnreachable()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("replay", WriteQuit(), "--spawn", "sh -c 'echo no such option >&2; exit 7' {socket}");
        Assert.Equal(3, code);
        Assert.Contains("the target ended with exit code 7 before its socket was there: no such option", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_ThatIsNotThere_IsUnreachable()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("replay", WriteQuit(), "--connect", $"unix:{_folder.File("nobody")}", "--allow-destructive");
        Assert.Equal(3, code);
        Assert.Contains(_folder.File("nobody"), errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsNoSession_IsBadInput()
    {
        string file = _folder.File("no.qmps");
        await File.WriteAllTextAsync(file, "hello\n", TestContext.Current.CancellationToken);
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("replay", file, "--connect", "unix:/nowhere");
        Assert.Equal(2, code);
        Assert.Contains($"{file}: not a session file", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsDamaged_IsPlayedUpToThereAndIsBadInput()
    {
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string file = WriteQuit();
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(file, [.. lines, "[rubbish", "[9,\"note\",\"x\"]"], TestContext.Current.CancellationToken);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
            "replay", file, "--spawn", $"{program} -machine none -nodefaults -display none -qmp unix:{{socket}},server=on,wait=off");
        Assert.Contains("no divergence", output, StringComparison.Ordinal);
        Assert.Contains("playing what stands before", errors, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    [Theory]
    [InlineData("give one of --connect ENDPOINT and --spawn CMD")]
    [InlineData("--speed: 'fast'", "--connect", "unix:/x", "--speed", "fast")]
    [InlineData("does not say {socket}", "--spawn", "qemu")]
    public async Task Arguments_ThatMakeNoSense_AreBadInput(string complaint, params string[] arguments)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync(["replay", "x.qmps", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
    }

    // 62 commands with the capability negotiation; each pair of stop and cont has two events
    private static IEnumerable<string> Session()
    {
        string[] queries = ["query-status", "query-version", "query-name", "query-block", "query-commands", "no-such-command"];
        for (int id = 0; id < 60; id += 5)
        {
            yield return $$"""{"execute":"stop","id":{{id}}}""";
            yield return $$"""{"execute":"{{queries[id / 5 % queries.Length]}}","id":{{id + 1}}}""";
            yield return $$"""{"execute":"cont","id":{{id + 2}}}""";
            yield return $$$"""{"execute":"query-status","id":{"n":{{{id + 3}}}}}""";
            yield return $$"""{"execute":"{{queries[(id / 5 + 3) % queries.Length]}}","id":{{id + 4}}}""";
        }

        yield return """{"execute":"query-qmp-schema"}""";
    }

    private async Task<string> TapAsync()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder, "tapped.sock");
        string recordings = _folder.File("recordings");
        QmpEndpoint tap = QmpEndpoint.Unix(_folder.File("tap.sock"));
        using RunningProcess record = QmpFuzzCommand.Start("record", "--listen", $"{tap}", "--connect", $"{qemu.Endpoint}", "--out", recordings, "--once");
        await WaitFor.SocketAsync(tap.Path!, record);
        using (QmpTestClient client = await QmpTestClient.NegotiateAsync(tap))
        {
            foreach (string command in Session())
            {
                await client.SendAsync(command + "\n");
                while (!(await client.ReadLineAsync()).Contains("\"return\"", StringComparison.Ordinal) && !command.Contains("no-such", StringComparison.Ordinal))
                {
                }
            }
        }

        Assert.Equal(0, await record.WaitAsync());
        return recordings;
    }

    private async Task<string> RecordAsync(IEnumerable<string> commands)
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder, "recorded.sock");
        string file = _folder.File("session.qmps");
        await RecordingClient.RecordAsync(qemu.Endpoint, file, commands);
        return file;
    }

    // quotes are apostrophes here: in the file each is a backslash and a quote
    private static async Task AlterLastAsync(string file, string original, string altered)
    {
        (original, altered) = (original.Replace("'", "\\\"", StringComparison.Ordinal), altered.Replace("'", "\\\"", StringComparison.Ordinal));
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        int at = text.LastIndexOf(original, StringComparison.Ordinal);
        Assert.True(at > 0, $"no {original} in the recording");
        await File.WriteAllTextAsync(file, string.Concat(text.AsSpan(0, at), altered, text.AsSpan(at + original.Length)), TestContext.Current.CancellationToken);
    }

    private string WriteNegotiation() => Write(
        "negotiation.qmps",
        """
        {"qmps":1,"started":"2026-11-21T08:00:00.000000Z","source":"unix:/run/vm.qmp","dialect":"qemu","by":"tap"}
        [10,"s","{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n"]
        [1000,"c","{\"execute\":\"qmp_capabilities\"}\n"]
        [1500,"s","{\"return\": {}}\r\n"]

        """);

    private string WriteQuit() => Write(
        "quit.qmps",
        File.ReadAllText(WriteNegotiation()) + """
        [2000,"c","{\"execute\":\"quit\"}\n"]
        [2500,"s","{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, \"reason\": \"host-qmp-quit\"}}\r\n{\"return\": {}}\r\n"]
        [3000,"close","s"]

        """);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
