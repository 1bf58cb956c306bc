using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// The tap: listens, dials the real server for each client, carries bytes both ways and records each connection in a file of its own.
/// </summary>
public sealed class RecordingProxy : IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<RecordingEvent> _observer;
    private readonly RecordingFolder _folder;
    private readonly QmpListener _listener;
    private readonly TapTraffic _traffic = new();
    private int _reached;

    private RecordingProxy(RecordingOptions options, TimeProvider time, Action<RecordingEvent> observer)
    {
        (_options, _time, _observer) = (options, time, observer);
        _folder = RecordingFolder.Open(options.Folder, options.FileNames, time);
        _listener = QmpListener.Bind(options.Listen, mode: options.SocketMode);
    }

    /// <summary>Where clients connect, with the port that the system chose if 0 was asked for.</summary>
    public QmpEndpoint Endpoint => _listener.Endpoint;

    /// <summary>Connections for which the server was reached.</summary>
    public int Reached => Volatile.Read(ref _reached);

    /// <summary>What was carried so far, of connections that are still open too.</summary>
    public TapTraffic Traffic => _traffic;

    /// <summary>Listens. A folder that cannot be written to, or an endpoint in use, is an <see cref="IOException"/> before any client is served.</summary>
    public static RecordingProxy Start(RecordingOptions options, TimeProvider time, Action<RecordingEvent> observer) => new(options, time, observer);

    /// <summary>Serves clients until stopped, or until the first has left (<see cref="RecordingOptions.Once"/>); then ends what is open, cleanly.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        AcceptingThreads threads = new(_listener, _options.Once ? 1 : int.MaxValue, (index, client) => Serve(index, client, stop), AcceptFailed);
        using CancellationTokenRegistration stopping = stop.Register(_listener.Dispose);
        await threads.RunAsync();

        void AcceptFailed(IOException failure)
        {
            _observer(new AcceptFailed(failure.Message));
            stop.WaitHandle.WaitOne(AcceptPause);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Serve(int index, RelaySocket client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                using RelaySocket server = RelaySocket.Connect(_options.Connect, stop);
                Interlocked.Increment(ref _reached);
                Record(index, client, server, stop);
            }
            catch (EndpointUnreachableException failure)
            {
                _observer(new ServerUnreachable(index, failure.Message));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                _observer(new ServerUnreachable(index, "stopped while connecting"));
            }
        }
    }

    private void Record(int index, RelaySocket client, RelaySocket server, CancellationToken stop)
    {
        string file = _folder.FileOf(index);
        PumpResult fromClient, fromServer;
        using (SessionLog log = new(file, part => _folder.Create(file, part, index, _options.Connect), _options, _time, _observer))
        {
            if (!log.TryOpen())
            {
                return;
            }

            _observer(new ConnectionOpened(index, file));
            (fromClient, fromServer) = Carry(new TappedSession(client, server, log, _traffic), stop);
        }

        _observer(new ConnectionClosed(index, file, fromClient, fromServer));
    }

    private (PumpResult FromClient, PumpResult FromServer) Carry(TappedSession session, CancellationToken stop)
    {
        using ITimer limit = _time.CreateTimer(_ => session.Abandon(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration stopping = stop.Register(() =>
        {
            limit.Change(_options.DrainLimit, Timeout.InfiniteTimeSpan);
            session.Stop();
        });
        return session.Run();
    }
}
