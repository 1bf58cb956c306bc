using System.Net;
using System.Net.Sockets;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A dialogue with a real QEMU over TCP on loopback that a real tcpdump has captured; skipped by name where capturing is not allowed.</summary>
internal sealed record CapturedTalk(string File, int ServerPort, byte[] Sent, byte[] Received)
{
    public static async Task<CapturedTalk> RecordAsync(TemporaryFolder folder)
    {
        string qemu = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string tcpdump = ExternalProgram.Require("tcpdump", "tcpdump");
        int port = FreePort();
        string file = folder.File("talk.pcap");
        using RunningProcess server = RunningProcess.Start(
            qemu, ["-machine", "none", "-nodefaults", "-display", "none", "-qmp", $"tcp:127.0.0.1:{port},server=on,wait=off"]);
        using RunningProcess capture = RunningProcess.Start(
            tcpdump, ["-i", "lo", "-U", "-B", "16384", "-w", file, "tcp", "port", $"{port}"]);
        await WaitFor.ConditionAsync(() => capture.Errors.Contains("listening on", StringComparison.Ordinal) || capture.Process.HasExited, () => capture.Errors);
        Assert.SkipWhen(capture.Process.HasExited, $"needs the right to capture on lo; tcpdump said: {capture.Errors}");
        using QmpTestClient client = await ConnectAsync(port, server);
        for (int round = 0; round < 40; round++)
        {
            await client.ExecuteAsync("query-status");
            await client.ExecuteAsync(round % 8 == 0 ? "query-qmp-schema" : "query-commands");
            await client.ExecuteAsync("stop");
            await client.ExecuteAsync("cont");
        }

        client.Dispose();
        await WaitFor.ConditionAsync(() => HasBothEnds(file), () => $"{file} lacks the end of the connection: {capture.Errors}");
        capture.Signal(2);
        Assert.Equal(0, await capture.WaitAsync());
        return new CapturedTalk(file, port, [.. client.Sent], [.. client.Received]);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<QmpTestClient> ConnectAsync(int port, RunningProcess server)
    {
        QmpTestClient? client = null;
        for (int attempt = 0; client is null && attempt < 200; attempt++)
        {
            try
            {
                client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Tcp("127.0.0.1", port));
            }
            catch (IOException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);        // QEMU does not listen yet
            }
        }

        Assert.True(client is not null, $"QEMU does not listen: {server.Errors}");
        return client;
    }

    // the kernel hands packets over in blocks, some time later
    private static bool HasBothEnds(string file) => PcapPackets.Read(file).Packets.Count(packet => PcapPackets.Decode(packet).Has(TcpFlags.Fin)) >= 2;
}
