using System.Net.Sockets;
using System.Text.Json;
using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The embedded server behind real sockets.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_IsGreetedAndAnswered(bool tcp)
    {
        await using QmpServer server = Start(tcp ? QmpEndpoint.Tcp("127.0.0.1", 0) : Unix("a.sock"));

        using QmpTestClient client = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        Assert.Equal("running", (await client.ExecuteAsync("query-status")).GetProperty("return").GetProperty("status").GetString());
        await client.ExecuteAsync("stop");
        Assert.Equal(["STOP"], client.Events);
    }

    [Fact]
    public async Task SecondClient_WaitsUngreeted_UntilTheFirstHasGone()
    {
        await using QmpServer server = Start(Unix("a.sock"));

        QmpTestClient first = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        using QmpTestClient second = await QmpTestClient.ConnectAsync(server.Endpoints[0]);
        Task<string> greeting = second.ReadLineAsync();
        await first.ExecuteAsync("query-status");
        Assert.False(greeting.IsCompleted);
        first.Dispose();
        Assert.Contains("QMP", await greeting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_ServesEachClient_AndEventsReachAll()
    {
        await using QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [Unix("a.sock")], Many = true });

        using QmpTestClient first = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        using QmpTestClient second = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        await first.ExecuteAsync("stop");
        await second.ExecuteAsync("query-status");
        Assert.Equal(["STOP"], second.Events);
    }

    [Fact]
    public async Task SlowCommand_EndsByItsTime_AndHoldsUpTheOtherMonitor()
    {
        await using QmpServer server = Start(Unix("a.sock"), Unix("b.sock"));

        using QmpTestClient slow = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        using QmpTestClient other = await QmpTestClient.NegotiateAsync(server.Endpoints[1]);
        Task<JsonElement> sleeping = slow.ExecuteAsync("human-monitor-command", """{"command-line":"qemu-io d0 \"sleep 100\""}""");
        Assert.Equal("", (await sleeping).GetProperty("return").GetString());
        Assert.True((await other.ExecuteAsync("query-status")).TryGetProperty("return", out _));
    }

    [Fact]
    public async Task Quit_EndsTheServer_AndRemovesItsSocket()
    {
        using RunningProcess serve = QmpFuzzCommand.Start("serve", "--listen", Unix("a.sock").ToString());
        await WaitFor.SocketAsync(_folder.File("a.sock"), serve);

        using QmpTestClient client = await QmpTestClient.NegotiateAsync(Unix("a.sock"));
        await client.ExecuteAsync("quit");
        Assert.Equal(["SHUTDOWN"], client.Events);
        Assert.Equal(0, await serve.WaitAsync());
        Assert.False(File.Exists(_folder.File("a.sock")));
    }

    [Fact]
    public async Task Quit_WhoeverComesOrWaitsThen_IsTurnedAway()
    {
        await using QmpServer server = Start(Unix("a.sock"));
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(server.Endpoints[0]);
        using QmpTestClient waiting = await QmpTestClient.ConnectAsync(server.Endpoints[0]);
        await client.ExecuteAsync("quit");
        await client.ReadToEndAsync();
        await Assert.ThrowsAnyAsync<IOException>(waiting.ReadLineAsync);
        await server.Completion;
        Assert.Null(PatientSocket.TryConnect(server.Endpoints[0], TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Interrupt_EndsTheServer_WithItsExitCode()
    {
        using RunningProcess serve = QmpFuzzCommand.Start("serve", "--listen", Unix("a.sock").ToString());
        await WaitFor.SocketAsync(_folder.File("a.sock"), serve);

        serve.Signal(2);
        Assert.Equal(130, await serve.WaitAsync());
        Assert.False(File.Exists(_folder.File("a.sock")));
    }

    [Fact]
    public async Task EndpointInUse_IsRefusedByName_AndADeadSocketIsTakenOver()
    {
        File.WriteAllText(_folder.File("file"), "precious");
        await using (QmpServer server = Start(Unix("a.sock")))
        {
            Assert.Contains("another server is listening there", Refusal("a.sock"), StringComparison.Ordinal);
        }

        Assert.Contains("exists and is not a dead socket", Refusal("file"), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder.File("file")));
        Assert.Contains("there is no folder", Refusal("no/such.sock"), StringComparison.Ordinal);

        LeaveDeadSocket(_folder.File("dead.sock"));
        await using QmpServer heir = Start(Unix("dead.sock"));
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(heir.Endpoints[0]);
    }

    [Theory]
    [InlineData("unix:", "a unix socket path has 1 to 107 bytes")]
    [InlineData("udp:127.0.0.1:1", "expected unix:PATH or tcp:HOST:PORT")]
    public async Task BadEndpoint_IsAUsageError(string endpoint, string reason)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("serve", "--listen", endpoint);

        Assert.Equal(2, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownDialect_IsAUsageErrorThatListsThem()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("serve", "--listen", "unix:x", "--dialect", "klingon");

        Assert.Equal(2, code);
        Assert.Contains("'klingon' is not a dialect: there are qemu", errors, StringComparison.Ordinal);
    }

    private static QmpServer Start(params QmpEndpoint[] endpoints) => QmpServer.Start(new QmpServerOptions { Listen = endpoints });

    private QmpEndpoint Unix(string name) => QmpEndpoint.Unix(_folder.File(name));

    private string Refusal(string name) => Assert.Throws<EndpointRefusedException>(() => Start(Unix(name))).Message;

    /// <summary>What a server that was killed leaves behind.</summary>
    private static void LeaveDeadSocket(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        string kept = path + ".kept";
        File.Move(path, kept);                              // disposing would remove it under its own name
        socket.Dispose();
        File.Move(kept, path);
    }
}
