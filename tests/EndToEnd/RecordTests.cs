using System.Net.Sockets;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The verbs record and show, as processes, with a real QEMU behind them.</summary>
public sealed class RecordTests : IDisposable
{
    private const int Terminate = 15;
    private const int Interrupt = 2;
    private const int UserSignal = 10;
    private const int Kill = 9;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Session_WithRealQemu_IsRecordedAndShown()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint, "--once", "--json");
        using (QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap"))))
        {
            for (int round = 0; round < 15; round++)
            {
                await client.ExecuteAsync("query-status");
                await client.ExecuteAsync("stop");
                await client.ExecuteAsync("cont");
                await client.ExecuteAsync("no-such-command");
            }

            Assert.Equal(30, client.Events.Count);
            client.Dispose();
            Assert.Equal(0, await recorder.WaitAsync());
            SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")])));
            Assert.Equal(client.Sent, recording.Bytes(SessionSide.Client));
            Assert.Equal(client.Received, recording.Bytes(SessionSide.Server));
        }

        (int code, string shown, string errors) = await QmpFuzzCommand.RunAsync("show", _folder.File("out"), "--json");
        Assert.Equal((0, ""), (code, errors));
        JsonElement session = JsonElement.Parse(shown).GetProperty("sessions")[0];
        Assert.Equal([61, 46, 15, 30], new[] { "commands", "returns", "errors", "events" }.Select(name => session.GetProperty(name).GetInt32()));
        JsonElement connection = JsonElement.Parse(recorder.Output).GetProperty("connections")[0];
        Assert.Equal(61, connection.GetProperty("client_messages").GetInt32());
        Assert.Equal(92, connection.GetProperty("server_messages").GetInt32());
    }

    [Fact]
    public async Task Secret_ForRealQemu_ArrivesThereButNotInTheFile()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint, "--once");
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        Assert.True((await client.ExecuteAsync("object-add", """{"qom-type":"secret","id":"s0","data":"hunter2hunter2"}""")).TryGetProperty("return", out _));
        JsonElement known = await client.ExecuteAsync("qom-get", """{"path":"/objects/s0","property":"data"}""");
        Assert.Equal("hunter2hunter2", known.GetProperty("return").GetString());
        client.Dispose();
        Assert.Equal(0, await recorder.WaitAsync());

        string file = Assert.Single(SessionFiles.Expand([_folder.File("out")]));
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        SessionText.Reading recording = SessionText.Read(file);
        Assert.Equal(client.Sent.Count, recording.Bytes(SessionSide.Client).Length);
        Assert.Equal("2 secrets redacted", Assert.Single(recording.Records.OfType<NoteRecord>()).Text);
    }

    [Theory]
    [InlineData("--no-redact")]
    [InlineData("--redact-file", "missing")]
    public async Task Redaction_AsAskedFor_IsWhatHappens(params string[] options)
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        string[] arguments = ["record", "--listen", "unix:" + _folder.File("tap"), "--connect", $"{qemu.Endpoint}", "--out", _folder.File("out"), "--once", .. options];
        using RunningProcess recorder = QmpFuzzCommand.Start(arguments);
        if (options.Length > 1)
        {
            Assert.Equal(2, await recorder.WaitAsync());
            return;
        }

        await ListeningAsync(recorder);
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        await client.ExecuteAsync("set_password", """{"protocol":"vnc","password":"hunter2"}""");
        client.Dispose();
        Assert.Equal(0, await recorder.WaitAsync());
        Assert.Equal(client.Sent, SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")]))).Bytes(SessionSide.Client));
    }

    [Fact]
    public async Task Options_OfTheTap_DoWhatTheySay()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint, "--verbose", "--max-bytes", "2000", "--sync", "always", "--mode", "660", "--name", "vm1-%Y%m%d");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(_folder.File("tap")));
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        for (int round = 0; round < 30; round++)
        {
            await client.ExecuteAsync("query-status");
        }

        recorder.Signal(UserSignal);
        await WaitFor.ConditionAsync(() => recorder.Errors.Contains("1 open; clients sent", StringComparison.Ordinal), () => $"the recorder said: {recorder.Errors}");
        client.Dispose();
        recorder.Signal(Terminate);
        Assert.Equal(0, await recorder.WaitAsync());
        Assert.Contains("#31 query-status", recorder.Errors, StringComparison.Ordinal);
        IReadOnlyList<string> files = SessionFiles.Expand([_folder.File("out")]);
        Assert.True(files.Count > 2);
        Assert.Matches("/vm1-20[0-9]{6}-0000.qmps$", files[0]);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(client.Sent, files.SelectMany(file => SessionText.Read(file).Bytes(SessionSide.Client)));
        Assert.Equal(client.Received, files.SelectMany(file => SessionText.Read(file).Bytes(SessionSide.Server)));
    }

    [Theory]
    [InlineData(Terminate, 0)]
    [InlineData(Interrupt, 130)]
    public async Task Signal_WhileASessionIsOpen_EndsCleanly(int signal, int exitCode)
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint);
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        recorder.Signal(signal);
        Assert.Equal(exitCode, await recorder.WaitAsync());
        Assert.False(Path.Exists(_folder.File("tap")));
        SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")])));
        Assert.Equal(new CloseRecord(0, SessionSide.Server), recording.Records[^1] with { Microseconds = 0 });
    }

    [Fact]
    public async Task File_ThatMayGrowNoFurther_DoesNotStopTheTrafficAndGoesOnLater()
    {
        string limit = ExternalProgram.Require("prlimit", "util-linux");
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint, "--once");
        await LimitFilesAsync("5000:unlimited");
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        for (int round = 0; round < 100; round++)
        {
            await client.ExecuteAsync("query-status");
        }

        Assert.Contains("NOT RECORDING", recorder.Errors, StringComparison.Ordinal);
        await LimitFilesAsync("unlimited");
        await WaitFor.ConditionAsync(() => recorder.Errors.Contains("recording again", StringComparison.Ordinal), () => $"the recorder said: {recorder.Errors}");
        client.Dispose();
        Assert.Equal(0, await recorder.WaitAsync());
        SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")])));
        Assert.Null(recording.Fault);
        foreach ((SessionSide side, int count) in new[] { (SessionSide.Client, client.Sent.Count), (SessionSide.Server, client.Received.Count) })
        {
            Assert.Equal(count, recording.Bytes(side).Length + recording.Records.OfType<GapRecord>().Where(gap => gap.Side == side).Sum(gap => gap.Bytes));
        }

        async Task LimitFilesAsync(string size)
        {
            using RunningProcess limiting = RunningProcess.Start(limit, ["--pid", $"{recorder.Process.Id}", $"--fsize={size}"]);
            Assert.Equal(0, await limiting.WaitAsync());
        }
    }

    [Fact]
    public async Task Socket_OfATapThatWasKilled_IsTakenOverByTheNext()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using (RunningProcess killed = await RecordAsync(qemu.Endpoint))
        {
            killed.Signal(Kill);
            await killed.WaitAsync();
        }

        Assert.True(Path.Exists(_folder.File("tap")));
        using RunningProcess next = await RecordAsync(qemu.Endpoint, "--once");
        (await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")))).Dispose();
        Assert.Equal(0, await next.WaitAsync());
    }

    [Theory]
    [InlineData("live")]
    [InlineData("link to live")]
    [InlineData("link to dead")]
    [InlineData("link to nothing")]
    [InlineData("file")]
    public async Task ListenPath_ThatIsNoDeadSocket_IsRefusedAndLeftAsItIs(string what)
    {
        string path = _folder.File(what == "live" ? "server" : "tap");
        using QmpListener live = QmpListener.Bind(QmpEndpoint.Unix(_folder.File("server")));
        switch (what)
        {
            case "link to live":
                File.CreateSymbolicLink(path, _folder.File("server"));
                break;
            case "link to dead":
                live.Dispose();
                DeadSocket(_folder.File("dead"));
                File.CreateSymbolicLink(path, _folder.File("dead"));
                break;
            case "link to nothing":
                File.CreateSymbolicLink(path, _folder.File("nothing"));
                break;
            case "file":
                await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
                break;
            default:
                break;
        }

        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("record", "--listen", $"unix:{path}", "--connect", "unix:/nowhere", "--out", _folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("cannot listen", errors, StringComparison.Ordinal);
        Assert.NotEqual(default, File.GetAttributes(path));
        Assert.False(Path.Exists(_folder.File("nothing")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(171)]
    public async Task KillMinus9_InMidStream_LeavesEveryByteThatWasReceived(int afterCommands)
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningProcess recorder = await RecordAsync(qemu.Endpoint);
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(QmpEndpoint.Unix(_folder.File("tap")));
        Task talk = TalkAsync(client);
        await WaitFor.ConditionAsync(() => client.Commands >= afterCommands, () => $"the recorder said: {recorder.Errors}");
        recorder.Signal(Kill);
        await talk;

        string file = Assert.Single(SessionFiles.Expand([_folder.File("out")]));
        SessionText.Reading recording = SessionText.Read(file);
        Assert.Null(recording.Fault);
        Assert.Equal(client.Received, recording.Bytes(SessionSide.Server).Take(client.Received.Count));
        Assert.Equal(recording.Bytes(SessionSide.Client), client.Sent.Take(recording.Bytes(SessionSide.Client).Length));
        (int code, string shown, _) = await QmpFuzzCommand.RunAsync("show", file);
        Assert.Equal(0, code);
        Assert.Contains("query-status", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(1_000_000)]
    [InlineData(7_654_321)]
    public async Task KillMinus9_UnderLoadBothWays_LeavesEveryByteThatEitherSideReceived(int afterBytes)
    {
        using QmpListener listener = QmpListener.Bind(QmpEndpoint.Unix(_folder.File("server")));
        using RunningProcess recorder = await RecordAsync(listener.Endpoint, "--no-redact");
        using QmpSocket client = await QmpSocket.ConnectAsync(QmpEndpoint.Unix(_folder.File("tap")), TestContext.Current.CancellationToken);
        using QmpSocket server = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        LoadedPeer atClient = new(client, seed: 1);
        LoadedPeer atServer = new(server, seed: 2);
        Task load = Task.WhenAll(atClient.RunAsync(), atServer.RunAsync());
        await WaitFor.ConditionAsync(() => atServer.Received.Length >= afterBytes, () => $"the recorder said: {recorder.Errors}");
        recorder.Signal(Kill);
        await load;

        SessionText.Reading recording = SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")])));
        Assert.Null(recording.Fault);
        AssertStartsWith(atServer.Received.ToArray(), recording.Bytes(SessionSide.Client));
        AssertStartsWith(atClient.Received.ToArray(), recording.Bytes(SessionSide.Server));
        AssertStartsWith(recording.Bytes(SessionSide.Client), atClient.Sent.ToArray());
        AssertStartsWith(recording.Bytes(SessionSide.Server), atServer.Sent.ToArray());
    }

    [Fact]
    public async Task Server_NeverReachedWithOnce_IsExitCode3()
    {
        using RunningProcess recorder = await RecordAsync(QmpEndpoint.Unix(_folder.File("nobody")), "--once");
        using QmpTestClient client = await QmpTestClient.ConnectAsync(QmpEndpoint.Unix(_folder.File("tap")));
        await client.ReadToEndAsync();
        Assert.Equal(3, await recorder.WaitAsync());
        Assert.Contains("nobody", recorder.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_DamagedTornAndMissingFiles_ShowsWhatIsGood()
    {
        byte[] good = SessionText.Write(SessionText.Client(1, "{\"execute\":\"stop\"}"));
        await File.WriteAllBytesAsync(_folder.File("1-torn.qmps"), [.. good, .. "[2,\"s\",\"{"u8], TestContext.Current.CancellationToken);
        (int code, string shown, string errors) = await QmpFuzzCommand.RunAsync("show", _folder.Path);
        Assert.Equal(0, code);
        Assert.Contains("#1 stop", shown, StringComparison.Ordinal);
        Assert.Contains("torn off", errors, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(_folder.File("2-damaged.qmps"), [.. good, .. "?\n[3,\"close\",\"c\"]\n"u8], TestContext.Current.CancellationToken);
        (code, shown, errors) = await QmpFuzzCommand.RunAsync("show", _folder.Path, _folder.File("missing"));
        Assert.Equal(2, code);
        Assert.Equal(2, shown.Split("#1 stop").Length - 1);
        Assert.Contains($"2-damaged.qmps: at byte {good.Length}: line 3", errors, StringComparison.Ordinal);
        Assert.Contains("missing: no such file", errors, StringComparison.Ordinal);
    }

    // as a process leaves it that was killed
    private static void DeadSocket(string path)
    {
        using (Socket bound = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            bound.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + "-moved");               // the framework removes what it has bound
        }

        File.Move(path + "-moved", path);
    }

    private static void AssertStartsWith(ReadOnlySpan<byte> start, ReadOnlySpan<byte> whole) =>
        Assert.True(whole.StartsWith(start), $"{start.Length} bytes do not begin these {whole.Length}");

    private static async Task TalkAsync(QmpTestClient client)
    {
        try
        {
            while (true)
            {
                await client.ExecuteAsync("query-status");
            }
        }
        catch (Exception ended) when (ended is IOException or Xunit.Sdk.XunitException)
        {
            return;                                         // the tap was killed: so it should be
        }
    }

    private async Task<RunningProcess> RecordAsync(QmpEndpoint server, params string[] more)
    {
        RunningProcess recorder = QmpFuzzCommand.Start(
            ["record", "--listen", $"unix:{_folder.File("tap")}", "--connect", $"{server}", "--out", _folder.File("out"), .. more]);
        await ListeningAsync(recorder);
        return recorder;
    }

    // it says so once it listens; the socket's file is there a moment earlier
    private static Task ListeningAsync(RunningProcess recorder) =>
        WaitFor.ConditionAsync(() => recorder.Errors.Contains("recording ", StringComparison.Ordinal), () => $"the recorder said: {recorder.Errors}");
}
