using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class TapTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_BothWays_ArrivesAndStandsInTheFileInOrder(bool tcp)
    {
        await using TapFixture tap = new(tcp);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        for (byte round = 0; round < 50; round++)
        {
            await client.SendAsync(new byte[] { (byte)'{', round, (byte)'}' }, Cancellation);
            Assert.Equal([(byte)'{', round, (byte)'}'], await ReceiveAsync(server, 3));
            await server.SendAsync(new byte[] { 0xFF, round }, Cancellation);
            Assert.Equal([0xFF, round], await ReceiveAsync(client, 2));
        }

        client.Dispose();
        Assert.Empty(await ReceiveAsync(server, 1));
        server.Dispose();
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(100, recording.Records.OfType<ChunkRecord>().Count());
        Assert.Equal(Enumerable.Range(0, 100).Select(number => number % 2), recording.Records.OfType<ChunkRecord>().Select(chunk => (int)chunk.Side));
        Assert.Equal(recording.Records.Select(record => record.Microseconds).Order(), recording.Records.Select(record => record.Microseconds));
        Assert.Equal(0, recording.Header.Index);
        Assert.Equal("tap", recording.Header.By);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfClose_OfTheClient_IsPassedOnAndTheAnswerStillArrives(bool tcp)
    {
        await using TapFixture tap = new(tcp);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        client.ShutdownSend();
        Assert.Empty(await ReceiveAsync(server, 1));
        await server.SendAsync("late"u8.ToArray(), Cancellation);
        Assert.Equal("late"u8.ToArray(), await ReceiveAsync(client, 4));
        server.Dispose();
        Assert.Empty(await ReceiveAsync(client, 1));
        client.Dispose();
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(["EndOfInputRecord Client", "ChunkRecord Server", "CloseRecord Server"], recording.Records.Select(Kind));
    }

    [Theory]
    [InlineData(false, SessionSide.Client, "CloseRecord Client")]
    [InlineData(false, SessionSide.Server, "CloseRecord Server")]
    [InlineData(true, SessionSide.Client, "EndOfInputRecord Client", "CloseRecord Server")]
    [InlineData(true, SessionSide.Server, "EndOfInputRecord Server", "CloseRecord Client")]
    public async Task Close_OfOneSide_IsPassedOn(bool tcp, SessionSide side, params string[] recorded)
    {
        await using TapFixture tap = new(tcp);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        (QmpSocket leaves, QmpSocket stays) = side == SessionSide.Client ? (client, server) : (server, client);
        leaves.Dispose();
        Assert.Empty(await ReceiveAsync(stays, 1));
        stays.Dispose();
        Assert.Equal(recorded, Assert.Single(await tap.RecordingsAsync(1)).Records.Select(Kind));
    }

    [Theory]
    [InlineData(SessionSide.Client)]
    [InlineData(SessionSide.Server)]
    public async Task Reset_OverTcp_IsPassedOnAsAReset(SessionSide side)
    {
        await using TapFixture tap = new(tcp: true);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        (QmpSocket leaves, QmpSocket stays) = side == SessionSide.Client ? (client, server) : (server, client);
        leaves.Abort();
        ConnectionLostException lost = await Assert.ThrowsAsync<ConnectionLostException>(() => ReceiveAsync(stays, 1));
        Assert.True(lost.Reset);
        Assert.Equal([$"ResetRecord {side}"], Assert.Single(await tap.RecordingsAsync(1)).Records.Select(Kind));
        stays.Dispose();
    }

    [Fact]
    public async Task Clients_ManyAtOnce_HaveAFileEachAndShareAGroup()
    {
        const int clients = 20;
        await using TapFixture tap = new(tcp: false);
        List<(QmpSocket Client, QmpSocket Server)> open = [];
        for (int index = 0; index < clients; index++)
        {
            open.Add(await tap.ConnectAsync());
        }

        foreach ((QmpSocket client, QmpSocket server) in open)
        {
            await client.SendAsync(new byte[100_000], Cancellation);
            Assert.Equal(100_000, (await ReceiveAsync(server, 100_000)).Length);
            client.Dispose();
            server.Dispose();
        }

        IReadOnlyList<SessionText.Reading> recordings = await tap.RecordingsAsync(clients);
        Assert.Equal(Enumerable.Range(0, clients), recordings.Select(recording => recording.Header.Index!.Value));
        Assert.Single(recordings.Select(recording => recording.Header.Group).Distinct());
        Assert.All(recordings, recording => Assert.Equal(100_000, recording.Bytes(SessionSide.Client).Length));
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsSaidAndTheClientIsClosed()
    {
        await using TapFixture tap = new(tcp: false);
        tap.EndServer();
        for (int client = 1; client <= 2; client++)
        {
            using QmpSocket turnedAway = await tap.DialAsync();
            Assert.Empty(await ReceiveAsync(turnedAway, 1));
            Assert.Equal(client, tap.Count<ServerUnreachable>());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WithOpenConnections_ClosesThemAndTheirFiles(bool halfClosed)
    {
        await using TapFixture tap = new(tcp: false);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        await server.SendAsync("hello"u8.ToArray(), Cancellation);
        Assert.Equal("hello"u8.ToArray(), await ReceiveAsync(client, 5));
        if (halfClosed)
        {
            client.ShutdownSend();
            Assert.Empty(await ReceiveAsync(server, 1));
        }

        await tap.StopAsync();
        Assert.Empty(await ReceiveAsync(client, 1));
        client.Dispose();
        server.Dispose();
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(["NoteRecord", "CloseRecord Client", "CloseRecord Server"], recording.Records.Select(Kind).TakeLast(3));
    }

    [Fact]
    public async Task Stop_WithBytesUnderWay_DeliversAndRecordsThemFirst()
    {
        byte[] bytes = new byte[250_000];                   // more than the server's socket takes while it reads nothing
        await using TapFixture tap = new(tcp: false, options => options with { DrainLimit = TimeSpan.FromSeconds(30) });
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        await client.SendAsync(bytes, Cancellation);
        Task stopped = tap.StopAsync();
        Assert.Equal(bytes, await ReceiveAsync(server, bytes.Length));
        Assert.Empty(await ReceiveAsync(server, 1));
        client.Dispose();
        server.Dispose();
        await stopped;
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(bytes, recording.Bytes(SessionSide.Client));
    }

    [Fact]
    public async Task Peers_ThatOnlySend_DoNotStopEachOther()
    {
        byte[] bytes = new byte[2_000_000];                 // more than all that can be under way
        await using TapFixture tap = new(tcp: false);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        Task sending = client.SendAsync(bytes, Cancellation).AsTask();
        await server.SendAsync("answer"u8.ToArray(), Cancellation);
        Assert.Equal("answer"u8.ToArray(), await ReceiveAsync(client, 6));
        Assert.False(sending.IsCompleted);
        Assert.Equal(bytes, await ReceiveAsync(server, bytes.Length));
        await sending;
        client.Dispose();
        server.Dispose();
        Assert.Single(await tap.RecordingsAsync(1));
    }

    [Fact]
    public async Task Bulk_OfBothSides_ArrivesAndStandsInTheFile()
    {
        byte[] fromClient = [.. Enumerable.Range(0, 5_000_000).Select(at => (byte)(at * 31 >> 7))];
        byte[] fromServer = [.. fromClient.Reverse()];
        await using TapFixture tap = new(tcp: false);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        Task sending = Task.WhenAll(client.SendAsync(fromClient, Cancellation).AsTask(), server.SendAsync(fromServer, Cancellation).AsTask());
        Task<byte[]> received = ReceiveAsync(client, fromServer.Length);
        Assert.Equal(fromClient, await ReceiveAsync(server, fromClient.Length));
        Assert.Equal(fromServer, await received);
        await sending;
        client.Dispose();
        server.Dispose();
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(fromClient, recording.Bytes(SessionSide.Client));
        Assert.Equal(fromServer, recording.Bytes(SessionSide.Server));
        Assert.Equal(recording.Records.Select(record => record.Microseconds).Order(), recording.Records.Select(record => record.Microseconds));
    }

    [Fact]
    public async Task Once_AfterTheFirstConnection_EndsByItself()
    {
        await using TapFixture tap = new(tcp: false, options => options with { Once = true });
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        client.Dispose();
        server.Dispose();
        await tap.Running.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.Single(await tap.RecordingsAsync(1));
    }

    [Fact]
    public void Folder_ThatCannotBeMade_IsRefusedAtTheStart()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("file"), "");
        RecordingOptions options = new() { Listen = QmpEndpoint.Unix(folder.File("tap")), Connect = QmpEndpoint.Unix(folder.File("none")), Folder = folder.File("file") };
        Assert.ThrowsAny<IOException>(() => RecordingProxy.Start(options, TimeProvider.System, _ => { }));
        Assert.False(Path.Exists(folder.File("tap")));
    }

    // exactly so many bytes, or fewer if the peer sends no more
    private static async Task<byte[]> ReceiveAsync(QmpSocket socket, int count)
    {
        byte[] bytes = new byte[count];
        int received = 0;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (received < count && await socket.ReceiveAsync(bytes.AsMemory(received), limit.Token) is > 0 and int more)
        {
            received += more;
        }

        return bytes[..received];
    }

    private static string Kind(SessionRecord record) => record switch
    {
        ChunkRecord chunk => $"ChunkRecord {chunk.Side}",
        EndOfInputRecord end => $"EndOfInputRecord {end.Side}",
        CloseRecord close => $"CloseRecord {close.Side}",
        ResetRecord reset => $"ResetRecord {reset.Side}",
        _ => record.GetType().Name,
    };
}
