using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Qmp;

/// <summary>What a <see cref="QmpServer"/> serves, and where.</summary>
public sealed record QmpServerOptions
{
    /// <summary>Each endpoint is one monitor of the same machine.</summary>
    public required IReadOnlyList<QmpEndpoint> Listen { get; init; }

    public ProtocolDialect Dialect { get; init; } = ProtocolDialect.Qemu;

    /// <summary>Every connection is a monitor of its own. Else an endpoint serves one client at a time and the next waits ungreeted, as on QEMU.</summary>
    public bool Many { get; init; }

    public BacklogLimits Backlog { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The embedded server: the built-in machine behind sockets. Ends when the machine is told to quit, or when disposed.</summary>
public sealed class QmpServer : IAsyncDisposable
{
    private static readonly TimeSpan BeforeNextAttempt = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _accepting;
    private readonly List<QmpListener> _listeners = [];
    private readonly MonitorHost _host;
    private readonly TimeProvider _time;
    private readonly bool _many;
    private readonly Task _running;

    private QmpServer(QmpServerOptions options)
    {
        _accepting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _many = options.Many;
        _time = options.Time;
        _host = new MonitorHost(options.Dialect, options.Backlog, options.Time);
        try
        {
            foreach (QmpEndpoint endpoint in options.Listen)
            {
                _listeners.Add(QmpListener.Bind(endpoint, _many ? 1024 : 1));
            }
        }
        catch
        {
            CloseListeners();
            throw;
        }

        Endpoints = [.. _listeners.Select(listener => listener.Endpoint)];
        _running = Task.WhenAll(_listeners.Select(ServeAsync));
    }

    /// <summary>Where it listens, with the ports that the system chose.</summary>
    public IReadOnlyList<QmpEndpoint> Endpoints { get; }

    /// <summary>Ends when the machine has quit and its connections are closed.</summary>
    public Task Completion => _running;

    /// <summary>Starts to listen; an endpoint that cannot be had is an <see cref="EndpointRefusedException"/>.</summary>
    public static QmpServer Start(QmpServerOptions options) => new(options);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _host.Dispose();
        _accepting.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(QmpListener listener)
    {
        List<Task> connections = [];
        int monitor = _many ? -1 : _host.RentMonitor();
        try
        {
            while (true)
            {
                QmpSocket client = await AcceptAsync(listener);
                if (_many)
                {
                    connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
                    connections.Add(ServeOneOfManyAsync(client));
                    while (connections.Count >= DescriptorLimit.ForConnections)
                    {
                        connections.Remove(await Task.WhenAny(connections).WaitAsync(_accepting.Token));
                    }
                }
                else
                {
                    await ServeAsync(client, monitor);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopped, or the machine has quit, while waiting for a client
        }

        listener.Dispose();                                 // who comes now is refused, and does not wait for a greeting
        await Task.WhenAll(connections);
    }

    /// <summary>Waits for the next client; also for room for it, when the process has no descriptor left.</summary>
    private async Task<QmpSocket> AcceptAsync(QmpListener listener)
    {
        while (true)
        {
            try
            {
                return await listener.AcceptAsync(_accepting.Token);
            }
            catch (IOException)
            {
                await Task.Delay(BeforeNextAttempt, _time, _accepting.Token);
            }
        }
    }

    private async Task ServeOneOfManyAsync(QmpSocket client)
    {
        int monitor = _host.RentMonitor();
        await ServeAsync(client, monitor);
        _host.ReturnMonitor(monitor);
    }

    private async Task ServeAsync(QmpSocket client, int monitor)
    {
        await new QmpConnection(_host, monitor, client).RunAsync(_stop.Token);
        if (_host.HasQuit)
        {
            await _accepting.CancelAsync();
        }
    }

    private void CloseListeners() => _listeners.ForEach(listener => listener.Dispose());
}
