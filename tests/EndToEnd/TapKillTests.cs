using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A busy tap is killed at random moments, again and again: scripts/tap-kills asks for more of them than a test run does.</summary>
public sealed class TapKillTests
{
    private const int Kill = 9;
    private const int LatestKill = 4_000_000;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("QMPFUZZ_KILLS") ?? "6", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledTap_AtAnyMoment_LeavesAFileThatOpensWithEveryByteThatAPeerReceived()
    {
        DeterministicRandom random = new(1);
        for (int kill = 0; kill < Kills; kill++)
        {
            await KillOnceAsync(random.Below(LatestKill), redact: random.OneIn(2));
        }
    }

    private static async Task KillOnceAsync(int afterBytes, bool redact)
    {
        using TemporaryFolder folder = new();
        using QmpListener listener = QmpListener.Bind(QmpEndpoint.Unix(folder.File("server")));
        string[] command = ["record", "--listen", $"unix:{folder.File("tap")}", "--connect", $"{listener.Endpoint}", "--out", folder.File("out")];
        using RunningProcess recorder = QmpFuzzCommand.Start(redact ? command : [.. command, "--no-redact"]);
        await WaitFor.ConditionAsync(() => recorder.Errors.Contains("recording ", StringComparison.Ordinal), () => recorder.Errors);
        using QmpSocket client = await QmpSocket.ConnectAsync(QmpEndpoint.Unix(folder.File("tap")), Cancellation);
        using QmpSocket server = await listener.AcceptAsync(Cancellation);
        LoadedPeer atClient = new(client, seed: 1);
        LoadedPeer atServer = new(server, seed: 2);
        Task load = Task.WhenAll(atClient.RunAsync(), atServer.RunAsync());
        await WaitFor.ConditionAsync(() => atServer.Received.Length >= afterBytes, () => recorder.Errors);
        recorder.Signal(Kill);
        await load;

        SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([folder.File("out")])));
        Assert.Null(recording.Fault);
        AssertHolds(recording.Bytes(SessionSide.Client), atClient, atServer, byValue: !redact);
        AssertHolds(recording.Bytes(SessionSide.Server), atServer, atClient, byValue: !redact);
    }

    // what was received is the beginning of what was recorded, and that of what was sent; of a redacted recording, by count
    private static void AssertHolds(byte[] recorded, LoadedPeer sender, LoadedPeer receiver, bool byValue)
    {
        ReadOnlySpan<byte> received = receiver.Received.ToArray();
        ReadOnlySpan<byte> sent = sender.Sent.ToArray();
        Assert.InRange(recorded.Length, received.Length, sent.Length);
        Assert.True(sent.StartsWith(received));
        Assert.True(!byValue || sent.StartsWith(recorded));
    }
}
