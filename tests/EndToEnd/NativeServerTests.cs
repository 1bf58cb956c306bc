using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A server in C that counts its edges: built with afl-clang-fast, and run as the daemon that it is.</summary>
public sealed class NativeServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fuzz_ServerWithoutBugs_FindsNoneAndSeesItsEdges()
    {
        int answers = await FoundAsync("answers", await NativeServers.BuildAsync(_folder, withBugs: false, counting: false));
        int edges = await FoundAsync("edges", await NativeServers.BuildAsync(_folder, withBugs: false));
        Assert.True(edges > answers + 100, $"{answers} kinds of answers alone, {edges} with the edges");
    }

    [Fact]
    public async Task Fuzz_ServerWithBugs_FindsOneThatRepeats()
    {
        string target = await NativeServers.BuildAsync(_folder, withBugs: true);
        Directory.CreateDirectory(_folder.File("seeds"));
        await File.WriteAllTextAsync(_folder.File("seeds/batch"), "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"stop\"}", TestContext.Current.CancellationToken);
        JsonElement report = await FuzzAsync(1, "out", "--target", target, "--corpus", _folder.File("seeds"), "--stop-on-finding");
        string signature = report.GetProperty("findings")[0].GetString()!;
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("run", _folder.File($"out/findings/{signature}/minimised.qmpt"), "--target", target);
        Assert.True(code == 1, output + errors);
        Assert.Contains(signature, output, StringComparison.Ordinal);
    }

    private async Task<int> FoundAsync(string name, string target) =>
        (await FuzzAsync(0, name, "--target", target, "--execs", "1500")).GetProperty("edges_found").GetInt32();

    private async Task<JsonElement> FuzzAsync(int expected, string name, params string[] arguments)
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(["fuzz", .. arguments, "--seed", "1", "--out", _folder.File(name), "--json"]);
        Assert.True(code == expected, output + errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
