using System.Globalization;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Servers that we start are used once they are ready, and die with us, not before.</summary>
public sealed class LifelineTests
{
    private static readonly string Server = $"{AppContext.BaseDirectory}qmpfuzz serve --listen unix:{{socket}}";

    [Fact]
    public async Task Target_WhoseStarterIsAThreadThatEnds_GoesOn()
    {
        Assert.True(SpawnCommand.TryParse(Server, out SpawnCommand? command, out _));
        List<SpawnedTarget> targets = [];
        for (int i = 0; i < 3; i++)
        {
            Thread starter = new(() => targets.Add(SpawnedTarget.StartAsync(command, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult()));
            starter.Start();
            starter.Join();
        }

        foreach (SpawnedTarget target in targets)
        {
            Assert.True(UnixListener.IsUp(Path.Combine(target.Folder, "qmp.sock")));
            Assert.False(target.HasExited);
            await target.DisposeAsync();
        }
    }

    [Fact]
    public async Task Target_ThatListensBeforeItIsReady_IsReadyWhenItCountsAsStarted()
    {
        Assert.True(SpawnCommand.TryParse($"{FragileServers.Program} {{socket}} busy", out SpawnCommand? command, out _));
        await using SpawnedTarget target = await SpawnedTarget.StartAsync(command, TimeProvider.System, TestContext.Current.CancellationToken);
        using PatientSocket client = PatientSocket.TryConnect(target.Endpoint, TimeSpan.FromSeconds(10))!;
        Assert.NotEqual(0, client.Receive(new byte[100]));
    }

    [Fact]
    public async Task Target_OfAReplayThatIsKilled_DiesWithIt()
    {
        ExternalProgram.Require("setpriv", "util-linux");
        using TemporaryFolder folder = new();
        string mark = folder.File("mark");
        string target = $"/bin/sh -c 'echo $$ >{mark}; exec {AppContext.BaseDirectory}qmpfuzz serve --listen unix:{{socket}}'";
        using RunningProcess replay = QmpFuzzCommand.Start("replay", Repository.PathOf("corpus/recordings/05-large-replies-oob"), "--speed", "0.001", "--spawn", target.Replace("'", "\"", StringComparison.Ordinal));
        await WaitFor.ConditionAsync(() => File.Exists(mark) && File.ReadAllText(mark).EndsWith('\n'), () => replay.Errors);
        int process = int.Parse(await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.True(ProcessTable.IsRunning(process));
        replay.Signal(9);
        await replay.WaitAsync();
        await WaitFor.ConditionAsync(() => !ProcessTable.IsRunning(process), () => $"process {process} is still there");
    }
}
