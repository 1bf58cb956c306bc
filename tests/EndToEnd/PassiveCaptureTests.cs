using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The verb record on the loopback interface, and export for tshark; skipped by name where capturing is not allowed.</summary>
public sealed class PassiveCaptureTests : IDisposable
{
    private const int Terminate = 15;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Session_OnLoopback_IsRecordedExportedAndReadByTshark()
    {
        using QmpListener listener = QmpListener.Bind(QmpEndpoint.Tcp("127.0.0.1", 0));
        string port = $"{listener.Endpoint}".Split(':')[^1];
        using RunningProcess recorder = QmpFuzzCommand.Start("record", "--interface", "lo", "--filter", $"tcp port {port}", "--out", _folder.File("out"));
        await WaitFor.ConditionAsync(() => recorder.Errors.Contains("capturing", StringComparison.Ordinal) || recorder.Process.HasExited, () => recorder.Errors);
        Assert.SkipWhen(recorder.Process.HasExited, $"needs the right to capture on lo: {recorder.Errors}");
        (byte[] sent, byte[] received) = await TalkAsync(listener);
        await WaitFor.ConditionAsync(HasEnded, () => recorder.Errors);
        recorder.Signal(Terminate);
        Assert.Equal(0, await recorder.WaitAsync());

        string file = Assert.Single(SessionFiles.Expand([_folder.File("out")]));
        SessionText.Reading session = SessionText.Read(file);
        Assert.Equal(sent, session.Bytes(SessionSide.Client));
        Assert.Equal(received, session.Bytes(SessionSide.Server));
        Assert.Equal(new CloseRecord(0, SessionSide.Client), session.Records[^1] with { Microseconds = 0 });

        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("export", file, "--format", "pcapng", "--out", _folder.File("out.pcapng"));
        Assert.True(code == 0, output + errors);
        (byte[] client, byte[] server) = await FollowedStream.ReadAsync(ExternalProgram.Require("tshark", "tshark"), _folder.File("out.pcapng"));
        Assert.Equal(sent, client);
        Assert.Equal(received, server);
    }

    [Fact]
    public async Task Interface_ThatIsNotThere_IsOneLine()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("record", "--interface", "no-such-if", "--out", _folder.File("out"));
        Assert.Equal(2, code);
        Assert.Matches("^qmpfuzz: no-such-if: .+\n$", errors.ReplaceLineEndings("\n"));
        (code, _, errors) = await QmpFuzzCommand.RunAsync("record", "--listen", "unix:x", "--out", _folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("either --listen and --connect, or --interface", errors, StringComparison.Ordinal);
    }

    // what is captured live stands in the file at once: a session that has ended says so before the recorder ends
    private bool HasEnded() => Directory.Exists(_folder.File("out"))
        && SessionFiles.Expand([_folder.File("out")]) is [var file] && File.Exists(file)
        && SessionText.Read(file).Records is [.., CloseRecord];

    private static async Task<(byte[] Sent, byte[] Received)> TalkAsync(QmpListener listener)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using QmpSocket client = await QmpSocket.ConnectAsync(listener.Endpoint, cancellation);
        using QmpSocket server = await listener.AcceptAsync(cancellation);
        List<byte> sent = [];
        List<byte> received = [];
        await SayAsync(server, client, "{\"QMP\": {}}\r\n", received);
        for (int id = 0; id < 50; id++)
        {
            await SayAsync(client, server, $"{{\"execute\":\"query-status\",\"id\":{id}}}\n", sent);
            await SayAsync(server, client, $"{{\"return\": \"{new string('x', id * 3000)}\", \"id\": {id}}}\r\n", received);
        }

        client.Dispose();
        server.Dispose();
        return ([.. sent], [.. received]);

        async Task SayAsync(QmpSocket from, QmpSocket to, string text, List<byte> all)
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            Task sending = from.SendAsync(bytes, cancellation).AsTask();
            byte[] buffer = new byte[65536];
            for (int left = bytes.Length; left > 0;)
            {
                left -= await to.ReceiveAsync(buffer, cancellation);
            }

            await sending;
            all.AddRange(bytes);
        }
    }
}
