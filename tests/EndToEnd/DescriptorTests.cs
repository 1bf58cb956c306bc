using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>File descriptors over real sockets: they arrive with their byte, work, and none is left open.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public DescriptorTests()
    {
        _file = _folder.File("passed");
        File.WriteAllText(_file, "");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private QmpEndpoint Endpoint => QmpEndpoint.Unix(_folder.File("a.sock"));

    /// <summary>How often this process has the passed file open: other tests open other files.</summary>
    private int OpenCount => Directory.GetFiles("/proc/self/fd").Count(link => TargetOf(link) == _file);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Descriptors_ArriveWithTheirByte_AndWork()
    {
        using QmpListener listener = QmpListener.Bind(Endpoint);
        using QmpSocket sender = await QmpSocket.ConnectAsync(Endpoint, Cancellation);
        using QmpSocket receiver = await listener.AcceptAsync(Cancellation);
        using (OpenFiles files = new(2, _file))
        {
            await sender.SendAsync("before"u8.ToArray(), Cancellation);
            await sender.SendAsync("with"u8.ToArray(), files.Descriptors, Cancellation);
            await sender.SendAsync("after"u8.ToArray(), [], Cancellation);
        }

        List<int> descriptors = [];
        string before = "";
        while (descriptors.Count == 0)
        {
            before += await ReceiveAsync(receiver, descriptors);
        }

        Assert.Equal("beforew", before);
        Assert.Equal(2, descriptors.Count);
        Assert.Equal("ithafter", await ReceiveAsync(receiver, descriptors));
        foreach (int descriptor in descriptors)
        {
            using SafeFileHandle handle = new(descriptor, ownsHandle: true);
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes($"{RandomAccess.GetLength(handle)};"), RandomAccess.GetLength(handle));
        }

        Assert.Equal("0;2;", await File.ReadAllTextAsync(_file, Cancellation));
        Assert.Equal(0, OpenCount);
    }

    [Fact]
    public async Task RelaySockets_PassThemOnTheSameWay()
    {
        using QmpListener listener = QmpListener.Bind(Endpoint);
        using RelaySocket sender = RelaySocket.Connect(Endpoint, Cancellation);
        using RelaySocket receiver = await Task.Run(listener.Accept, Cancellation) ?? throw new InvalidOperationException("nobody was accepted");
        using OpenFiles files = new(DescriptorPassing.MaxDescriptors, _file);
        Assert.Equal("before".Length, sender.Send("before"u8, []).Bytes);
        Assert.Equal("with".Length, sender.Send("with"u8, files.Descriptors).Bytes);
        Assert.Equal("after".Length, sender.Send("after"u8, []).Bytes);
        sender.ShutdownSend();

        byte[] buffer = new byte[64];
        List<int> descriptors = [];
        Transfer received = default;
        int before = 0;
        while (descriptors.Count == 0)
        {
            before += received.Bytes;
            received = receiver.Receive(buffer, descriptors);
            Assert.NotEqual(default, received);
        }

        Assert.Equal("before".Length, before);
        Assert.Equal(DescriptorPassing.MaxDescriptors, descriptors.Count);
        Assert.Equal(2 * DescriptorPassing.MaxDescriptors, OpenCount);
        descriptors.ForEach(DescriptorPassing.Close);
        Assert.Equal(DescriptorPassing.MaxDescriptors, OpenCount);
        int after = received.Bytes;
        while ((received = receiver.Receive(buffer, descriptors)) != default)
        {
            after += received.Bytes;
        }

        Assert.Equal("withafter".Length, after);
    }

    [Fact]
    public async Task RelaySocket_WithAShortMessage_TakesItOnceHoweverItIsReleased()
    {
        using QmpListener listener = QmpListener.Bind(Endpoint);
        using RelaySocket sender = RelaySocket.Connect(Endpoint, Cancellation);
        using RelaySocket receiver = await Task.Run(listener.Accept, Cancellation) ?? throw new InvalidOperationException("nobody was accepted");
        byte[] buffer = new byte[64];
        List<int> descriptors = [];
        sender.Send("one"u8, []);
        Assert.Equal(3, receiver.Receive(buffer, descriptors).Bytes);
        sender.Send("four"u8, []);
        receiver.Release();
        receiver.Release();
        Assert.Equal(4, receiver.Receive(buffer, descriptors).Bytes);
        Assert.Equal("four"u8, buffer.AsSpan(0, 4));
        Assert.Equal(TransferEnd.TooEarly, receiver.Receive(buffer, descriptors).End);
    }

    [Fact]
    public async Task Accept_OnSeveralThreads_EndsWithTheListener()
    {
        QmpListener listener = QmpListener.Bind(Endpoint);
        Task<RelaySocket?>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(listener.Accept, TaskCreationOptions.LongRunning))];
        using RelaySocket client = RelaySocket.Connect(Endpoint, Cancellation);
        using RelaySocket? taken = await await Task.WhenAny(waiting);
        Assert.NotNull(taken);
        listener.Dispose();
        Assert.Equal([taken], (await Task.WhenAll(waiting)).OfType<RelaySocket>());
    }

    [Fact]
    public async Task Send_WhileTheSocketIsFull_WaitsAndPassesThemAll()
    {
        using QmpListener listener = QmpListener.Bind(Endpoint);
        using QmpSocket sender = await QmpSocket.ConnectAsync(Endpoint, Cancellation);
        using QmpSocket receiver = await listener.AcceptAsync(Cancellation);
        using OpenFiles files = new(1, _file);
        byte[] block = new byte[32 * 1024];
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < 50; i++)
                {
                    await sender.SendAsync(block, files.Descriptors, Cancellation);
                }
            },
            Cancellation);

        List<int> descriptors = [];
        int received = 0;
        while (received < 50 * block.Length)
        {
            received += await receiver.ReceiveAsync(new byte[8192], descriptors, Cancellation);
        }

        await sending;
        Assert.Equal(50, descriptors.Count);
        descriptors.ForEach(DescriptorPassing.Close);
    }

    [Fact]
    public async Task Send_OverTcpOrWithoutAByte_IsRefused()
    {
        using OpenFiles files = new(1, _file);
        using QmpListener tcp = QmpListener.Bind(QmpEndpoint.Tcp("127.0.0.1", 0));
        using QmpSocket overTcp = await QmpSocket.ConnectAsync(tcp.Endpoint, Cancellation);
        Assert.False(overTcp.PassesDescriptors);
        await Assert.ThrowsAsync<NotSupportedException>(() => overTcp.SendAsync("x"u8.ToArray(), files.Descriptors, Cancellation).AsTask());

        using QmpListener unix = QmpListener.Bind(Endpoint);
        using QmpSocket overUnix = await QmpSocket.ConnectAsync(Endpoint, Cancellation);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => overUnix.SendAsync(default, files.Descriptors, Cancellation).AsTask());
    }

    [Fact]
    public async Task Server_ClosesWhatNobodyTakes_AndKeepsWhatIsNamed_UntilItEnds()
    {
        await using (QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [Endpoint] }))
        {
            using (QmpTestClient client = await QmpTestClient.NegotiateAsync(Endpoint))
            {
                await PassAsync(client, " ", descriptors: 16);
                await client.ExecuteAsync("query-name");
                Assert.Equal(16, OpenCount);
                await PassAsync(client, """{"execute":"getfd","arguments":{"fdname":"a"}}""", descriptors: 3);
                Assert.Equal("{\"return\": {}}", await client.ReadLineAsync());
                Assert.Equal(1, OpenCount);
                await PassAsync(client, " ", descriptors: 5);
                await client.ExecuteAsync("query-name");
                Assert.Equal(6, OpenCount);
            }

            using QmpTestClient next = await QmpTestClient.NegotiateAsync(Endpoint);
            Assert.Equal(1, OpenCount);
        }

        Assert.Equal(0, OpenCount);
    }

    [Fact]
    public async Task Server_ThatAddsADescriptor_HasTheFileUnderTheNumberItTells()
    {
        await using QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [Endpoint] });
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(Endpoint);
        await PassAsync(client, "\n", descriptors: 1);

        JsonElement added = await client.ExecuteAsync("add-fd");
        int descriptor = added.GetProperty("return").GetProperty("fd").GetInt32();
        Assert.Equal(_file, TargetOf(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}")));
        await client.ExecuteAsync("remove-fd", """{"fdset-id":0}""");
        Assert.Equal(0, OpenCount);
    }

    [Fact]
    public async Task Server_SentDescriptorsByAClientThatLeaves_ClosesThem()
    {
        await using QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [Endpoint] });
        for (int i = 0; i < 20; i++)
        {
            using QmpTestClient client = await QmpTestClient.ConnectAsync(Endpoint);
            await client.ReadLineAsync();
            await PassAsync(client, "@", descriptors: 4);
        }

        await WaitFor.ConditionAsync(() => OpenCount == 0, () => $"{OpenCount} descriptors are still open");
    }

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)                                 // closed meanwhile
        {
            return null;
        }
    }

    private static async Task<string> ReceiveAsync(QmpSocket socket, List<int> descriptors)
    {
        byte[] buffer = new byte[64];
        int received = await socket.ReceiveAsync(buffer, descriptors, Cancellation);
        return Encoding.ASCII.GetString(buffer.AsSpan(0, received));
    }

    private async Task PassAsync(QmpTestClient client, string text, int descriptors)
    {
        using OpenFiles files = new(descriptors, _file);
        await client.SendAsync(text, files.Descriptors);
    }
}
