using System.Globalization;
using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary><c>fuzz --clients</c> as a user calls it.</summary>
public sealed class ClientFuzzTests : IDisposable
{
    private const int LongestRun = 600;
    private const int EnoughForEight = 380;

    // the first hundred take half a minute; QMPFUZZ_CLIENT_EXECUTIONS=380 takes three and a half, most of it waiting for clients that hang
    private static readonly int Executions = int.Parse(Environment.GetEnvironmentVariable("QMPFUZZ_CLIENT_EXECUTIONS") ?? "100", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    private string Findings => _folder.File("out/findings");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fuzz_ClientWithTenWeaknesses_LosesAtLeastEightWithTimeEnough()
    {
        JsonElement result = await FuzzAsync(FragileClients.Fragile, 1, "--execs", $"{Executions}");
        string[] found = [.. result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!)];
        string[] weaknesses = [.. FragileClients.Weaknesses.Where(weakness => found.Any(signature => Shows(signature, weakness)))];
        Assert.True(weaknesses.Length >= (Executions < EnoughForEight ? 3 : 8), string.Join('\n', found));

        string crash = Path.Combine(Findings, found.First(signature => Shows(signature, "crash greet")));
        await AssertRepeatsAsync(crash);
        string small = _folder.File("small.qmpt");
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("minimize", Path.Combine(crash, "input.qmpt"), "--out", small, "--clients", FragileClients.Fragile, "--execs", "300");
        Assert.True(code == 0, errors);
        Assert.InRange(new FileInfo(small).Length, 1, 40);      // a greeting that is none takes a few bytes
    }

    [Fact]
    public async Task Fuzz_HealthyClient_HasNoFinding()
    {
        JsonElement result = await FuzzAsync(FragileClients.Healthy, 0, "--execs", "420");
        Assert.Equal(420, result.GetProperty("executions").GetInt64());
        Assert.False(Directory.Exists(Findings));
    }

    [Fact]
    public async Task Fuzz_KilledInTheMiddle_GoesOnWithWhatItHad()
    {
        using (RunningProcess fuzz = QmpFuzzCommand.Start("fuzz", "--clients", FragileClients.Fragile, "--out", _folder.File("out"), "--seed", "1"))
        {
            await WaitFor.ConditionAsync(() => Directory.Exists(Findings) && Directory.GetDirectories(Findings, "crash-*").Length > 0, () => $"nothing was found: {fuzz.Errors}", LongestRun);
            fuzz.Signal(9);
            await fuzz.WaitAsync();
        }

        string[] before = [.. Directory.GetDirectories(Findings, "crash-*").Select(Path.GetFileName)!];
        JsonElement result = await FuzzAsync(FragileClients.Fragile, 1, "--execs", "30");
        string[] after = [.. result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!)];
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
        await AssertRepeatsAsync(Path.Combine(Findings, before[0]));
    }

    [Fact]
    public async Task Fuzz_ClientsAgainstARecording_StartFromWhatItsServerSaid()
    {
        string client = FragileClients.Write(_folder, """
            import json, socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            f = s.makefile("rwb", buffering=0)
            f.readline()
            for name in ("qmp_capabilities", "query-status"):
                f.write(json.dumps({"execute": name}).encode())
                f.readline() or sys.exit(3)
            """);
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync(
            "fuzz", "--clients", client, "--recordings", Repository.PathOf("corpus/recordings/01-lifecycle"), "--out", _folder.File("out"), "--execs", "2", "--seed", "1");
        Assert.True(code == 0, errors);
        string script = await File.ReadAllTextAsync(Directory.GetFiles(_folder.File("out/queue"), "*unaltered-0*").Single(), TestContext.Current.CancellationToken);
        Assert.Contains("\"micro\": 22, \"minor\": 2, \"major\": 7", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("does not say {socket}", "--clients", "python3 client.py")]
    [InlineData("--target and --compare-with are for servers", "--clients", "true {socket}", "--target", "embedded")]
    [InlineData("--recordings needs --clients", "--recordings", "rec")]
    public async Task Fuzz_CallThatMakesNoSense_IsRefused(string reason, params string[] arguments)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync(["fuzz", "--out", _folder.File("out"), .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_FindingInAClient_AsksForAFolderOfItsOwn()
    {
        string finding = _folder.File("crash-x");
        Directory.CreateDirectory(finding);
        await File.WriteAllTextAsync(Path.Combine(finding, "minimised.qmpt"), "}", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(finding, "reproduce"), "qmpfuzz run --clients 'x {socket}' minimised.qmpt\n", TestContext.Current.CancellationToken);
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("keep", finding);
        Assert.Equal(2, code);
        Assert.Contains("--to", errors, StringComparison.Ordinal);
        (code, _, errors) = await QmpFuzzCommand.RunAsync("keep", finding, "--to", _folder.File("kept"));
        Assert.True(code == 0, errors);
        Assert.True(File.Exists(_folder.File("kept/crash-x.qmpt")));
    }

    private static bool Shows(string signature, string weakness)
    {
        string[] words = weakness.Split(' ');
        return signature.StartsWith($"{words[0]}-", StringComparison.Ordinal) && signature.Contains($"_client.py-{words[1]}", StringComparison.Ordinal);
    }

    private static async Task AssertRepeatsAsync(string finding)
    {
        string line = await File.ReadAllTextAsync(Path.Combine(finding, "reproduce"), TestContext.Current.CancellationToken);
        using RunningProcess again = RunningProcess.Start("/bin/sh", ["-c", line]);
        Assert.True(await again.WaitAsync() == 1, again.Errors);
        Assert.Contains(Path.GetFileName(finding), again.Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> FuzzAsync(string client, int expected, params string[] arguments)
    {
        using RunningProcess fuzz = QmpFuzzCommand.Start(["fuzz", "--clients", client, "--timeout", "1s", "--seed", "1", "--out", _folder.File("out"), "--json", .. arguments]);
        Assert.True(await fuzz.WaitAsync(LongestRun) == expected, fuzz.Output + fuzz.Errors);
        return JsonDocument.Parse(fuzz.Output).RootElement;
    }
}
