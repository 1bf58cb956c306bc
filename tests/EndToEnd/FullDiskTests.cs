using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The tap on a disk that is full for a while: a small tmpfs, where mounting one is allowed.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int ChunkSize = 4096;

    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private string Disk => _folder.File("disk");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Disk);
        using RunningProcess mount = RunningProcess.Start(ExternalProgram.Require("mount", "mount"), ["-t", "tmpfs", "-o", "size=256k", "none", Disk]);
        _mounted = await mount.WaitAsync() == 0;
        Assert.SkipUnless(_mounted, "needs to mount a tmpfs (root)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            using RunningProcess unmount = RunningProcess.Start("umount", ["-l", Disk]);
            await unmount.WaitAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Disk_FullForAWhile_TrafficGoesOnAndTheFileHasAGap()
    {
        await using TapFixture tap = new(tcp: false, options => options with { Folder = Disk });
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        byte[] ballast = new byte[200 << 10];
        await File.WriteAllBytesAsync(Path.Combine(Disk, "ballast"), ballast, Cancellation);
        for (int chunk = 0; chunk < 50; chunk++)
        {
            await CarryAsync(client, server);
        }

        Assert.Equal(1, tap.Count<LogFailed>());
        File.Delete(Path.Combine(Disk, "ballast"));
        await WaitFor.ConditionAsync(() => tap.Count<LogResumed>() == 1, () => "the log did not go on");
        await CarryAsync(client, server);
        client.Dispose();
        server.Dispose();
        await WaitFor.ConditionAsync(() => tap.Count<ConnectionClosed>() == 1, () => "the session did not end");

        SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([Disk])));
        Assert.Null(recording.Fault);
        Assert.False(recording.TornTail);
        GapRecord gap = Assert.Single(recording.Records.OfType<GapRecord>());
        Assert.Equal(51 * ChunkSize, gap.Bytes + recording.Bytes(SessionSide.Client).Length);
        Assert.True(recording.Records.OfType<ChunkRecord>().Last().Microseconds > gap.Microseconds);
    }

    [Fact]
    public async Task Disk_FullWithFailClosed_EndsTheConnection()
    {
        await using TapFixture tap = new(tcp: false, options => options with { Folder = Disk, FailClosed = true });
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        await FillAsync();
        await client.SendAsync(new byte[ChunkSize], Cancellation);
        Assert.Equal(0, await server.ReceiveAsync(new byte[ChunkSize], Cancellation));
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Disk_FullAtTheStart_IsRefused()
    {
        await FillAsync();
        RecordingOptions options = new() { Listen = QmpEndpoint.Unix(_folder.File("tap")), Connect = QmpEndpoint.Unix(_folder.File("none")), Folder = Disk };
        Assert.ThrowsAny<IOException>(() => RecordingProxy.Start(options, TimeProvider.System, _ => { }));
        Assert.False(Path.Exists(_folder.File("tap")));
    }

    private static async Task CarryAsync(QmpSocket from, QmpSocket to)
    {
        await from.SendAsync(new byte[ChunkSize], Cancellation);
        byte[] buffer = new byte[ChunkSize];
        for (int received = 0; received < ChunkSize;)
        {
            received += await to.ReceiveAsync(buffer.AsMemory(received), Cancellation);
        }
    }

    private async Task FillAsync()
    {
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(Disk, "ballast"), new byte[1 << 20], Cancellation);
        }
        catch (IOException)
        {
            return;                                         // the disk is full now
        }
    }
}
