using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What the recordings in the corpus say is what a fresh QEMU of the same version says again.</summary>
public sealed class ShippedRecordingsTests
{
    public static TheoryData<string> Names() => new(ShippedRecordings.Names);

    public static TheoryData<string> ShortNames() => new(ShippedRecordings.Names.Where(name => !name.StartsWith("08", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Recording_AtMaximumSpeed_DoesNotDivergeTwiceInARow(string name) => PlayTwiceAsync(name, "max");

    [Theory]
    [MemberData(nameof(ShortNames))]
    public Task Recording_AsRecorded_DoesNotDivergeTwiceInARow(string name) => PlayTwiceAsync(name, "1");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Recording_PlayedAsItsServer_AnswersItsOwnClientWithoutAnUnexpectedCommand(string name)
    {
        using TemporaryFolder folder = new();
        string socket = $"unix:{folder.File("mock")}";
        using RunningProcess server = QmpFuzzCommand.Start("replay", ShippedRecordings.PathOf(name), "--as", "server", "--listen", socket, "--speed", "max", "--json");
        await WaitFor.SocketAsync(folder.File("mock"), server);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
            "replay", ShippedRecordings.PathOf(name), "--connect", socket, "--speed", "max", "--compare", "exact", "--allow-host-access", "--allow-destructive");
        Assert.True(code == 0, output + errors);
        Assert.Equal(0, await server.WaitAsync());
        JsonElement served = JsonElement.Parse(server.Output);
        Assert.Equal((0, 0), (served.GetProperty("unexpected").GetInt32(), served.GetProperty("never_asked").GetInt32()));
    }

    // the server that comes with us says that it is of the recorded version, and has far fewer commands
    [Fact]
    public async Task Recording_AgainstTheEmbeddedServer_TellsWhatItLacksFromWhatItDoesOtherwise()
    {
        using TemporaryFolder folder = new();
        using RunningProcess server = QmpFuzzCommand.Start("serve", "--listen", $"unix:{folder.File("own")}");
        await WaitFor.SocketAsync(folder.File("own"), server);
        (int code, string output, _) = await QmpFuzzCommand.RunAsync(
            "replay", ShippedRecordings.PathOf("01-lifecycle"), "--connect", $"unix:{folder.File("own")}", "--speed", "max", "--timeout", "1", "--allow-host-access", "--allow-destructive", "--json");
        Assert.Equal(1, code);
        ILookup<string, JsonElement> causes = JsonElement.Parse(output).GetProperty("divergences").EnumerateArray().ToLookup(divergence => divergence.GetProperty("cause").GetString()!);
        Assert.NotEmpty(causes["version"]);
        Assert.All(causes["version"], divergence => Assert.Contains("CommandNotFound", divergence.GetProperty("live").GetString(), StringComparison.Ordinal));

        // it starts running: its first cont changes nothing
        Assert.Equal(["event \"RESUME\""], causes["behaviour"].Select(divergence => divergence.GetProperty("subject").GetString()).Distinct());
        Assert.Equal(2, causes.Count);
    }

    private static async Task PlayTwiceAsync(string name, string speed)
    {
        ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        for (int pass = 0; pass < 2; pass++)
        {
            (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(
                "replay", ShippedRecordings.PathOf(name), "--spawn", ShippedRecordings.SpawnOf(name), "--speed", speed, "--allow-host-access", "--json");
            Assert.True(code == 0, errors + Divergences(output));
            JsonElement report = JsonElement.Parse(output);
            Assert.All(report.GetProperty("time_dependent").EnumerateArray(), difference => Assert.Contains(name[..2], (string[])["06", "08"]));
            Assert.True(report.GetProperty("commands").GetInt32() > 0, output);
        }
    }

    private static string Divergences(string output) =>
        output.StartsWith('{') ? JsonElement.Parse(output).GetProperty("divergences").GetRawText() : output;
}
