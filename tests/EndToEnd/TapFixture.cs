using System.Collections.Concurrent;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A tap in this process, between clients of the test and a server that the test plays itself.</summary>
internal sealed class TapFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingProxy _proxy;
    private readonly QmpListener _server;

    public TapFixture(bool tcp, Func<RecordingOptions, RecordingOptions>? adjust = null)
    {
        _server = QmpListener.Bind(tcp ? QmpEndpoint.Tcp("127.0.0.1", 0) : QmpEndpoint.Unix(_folder.File("server")));
        RecordingOptions options = new()
        {
            Listen = tcp ? QmpEndpoint.Tcp("127.0.0.1", 0) : QmpEndpoint.Unix(_folder.File("tap")),
            Connect = _server.Endpoint,
            Folder = _folder.File("out"),
        };
        _proxy = RecordingProxy.Start(adjust?.Invoke(options) ?? options, TimeProvider.System, Said.Enqueue);
        Running = _proxy.RunAsync(_stop.Token);
    }

    public Task Running { get; }

    public ConcurrentQueue<RecordingEvent> Said { get; } = [];

    public QmpEndpoint Endpoint => _proxy.Endpoint;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client through the tap, and the server's side of its connection.</summary>
    public async Task<(QmpSocket Client, QmpSocket Server)> ConnectAsync()
    {
        QmpSocket client = await DialAsync();
        return (client, await AcceptAsync());
    }

    public Task<QmpSocket> DialAsync() => QmpSocket.ConnectAsync(Endpoint, Cancellation);

    public Task<QmpSocket> AcceptAsync() => _server.AcceptAsync(Cancellation);

    /// <summary>The server is gone: nobody listens any more.</summary>
    public void EndServer() => _server.Dispose();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running;
    }

    /// <summary>Reads the recordings, once so many connections have ended.</summary>
    public async Task<IReadOnlyList<SessionText.Reading>> RecordingsAsync(int connections)
    {
        await WaitFor.ConditionAsync(() => Count<ConnectionClosed>() == connections, () => $"the tap said: {string.Join('\n', Said)}");
        return [.. SessionFiles.Expand([_folder.File("out")]).Select(SessionText.Read)];
    }

    public int Count<T>()
        where T : RecordingEvent => Said.OfType<T>().Count();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _proxy.Dispose();
        _server.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
