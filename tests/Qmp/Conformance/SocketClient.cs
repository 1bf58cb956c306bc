using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Plays a transcript through a unix socket against an embedded server of its own, as a client of QEMU would.</summary>
internal sealed class SocketClient : IDisposable
{
    // how long a wait may take before the transcript counts as different; only a server that is wrong gets there
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // the recordings were checked in the same way: nothing more came within this time
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<ReplyLines> _connections = [];
    private readonly QmpEndpoint _endpoint;
    private readonly ProtocolDialect _dialect;
    private QmpSocket? _socket;
    private bool _closed;

    private SocketClient(QmpEndpoint endpoint, ProtocolDialect dialect) => (_endpoint, _dialect) = (endpoint, dialect);

    private ReplyLines Replies => _connections[^1];

    /// <summary>Returns the differences to what was recorded, from an embedded server.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(Transcript transcript, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        QmpEndpoint endpoint = QmpEndpoint.Unix(folder.File("qmp.sock"));
        await using QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [endpoint], Dialect = transcript.Dialect });
        using SocketClient client = new(endpoint, transcript.Dialect);
        await client.RunAsync(transcript, cancellation);
        return [.. Comparison.Differences(transcript, client._connections, client._closed)];
    }

    /// <summary>Returns what a server that runs already says, a list per connection.</summary>
    public static async Task<IReadOnlyList<ReplyLines>> ListenAsync(Transcript transcript, QmpEndpoint endpoint, CancellationToken cancellation)
    {
        using SocketClient client = new(endpoint, transcript.Dialect);
        await client.RunAsync(transcript, cancellation);
        return client._connections;
    }

    public void Dispose() => _socket?.Dispose();

    private async Task RunAsync(Transcript transcript, CancellationToken cancellation)
    {
        bool timed = transcript.OutOfBand || transcript.HasSlowCommand;
        await ConnectAsync(cancellation);
        foreach (TranscriptStep step in transcript.Steps)
        {
            switch (step)
            {
                case SendStep send:
                    await SendAsync(send, cancellation);
                    break;
                case WaitStep wait:
                    await ReadUntilAsync(() => Replies.Lines.Count >= wait.Replies, Patience, cancellation);
                    break;
                case UntilStep until:
                    await ReadUntilAsync(() => Replies.Lines.Contains(until.Reply), Patience, cancellation);
                    break;
                case SleepStep sleep when timed:
                    await Task.Delay(sleep.Milliseconds, cancellation);
                    break;
                case HalfCloseStep:
                    _socket!.ShutdownSend();
                    break;
                case ReconnectStep:
                    _socket!.Dispose();
                    await ConnectAsync(cancellation);
                    break;
                case CloseStep:
                    return;
            }
        }

        if (transcript.Steps[^1] is not UntilStep)
        {
            await ReadUntilAsync(() => false, transcript.ClosedByServer ? Patience : Quiet, cancellation);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        _socket = await QmpSocket.ConnectAsync(_endpoint, cancellation);
        _connections.Add(new ReplyLines(_dialect));
        await ReadUntilAsync(() => Replies.Greeting is not null || !_dialect.Greets, Patience, cancellation);
    }

    private async Task SendAsync(SendStep send, CancellationToken cancellation)
    {
        using OpenFiles files = new(send.Descriptors);
        try
        {
            await _socket!.SendAsync(Repeated(send), files.Descriptors, cancellation);
        }
        catch (ConnectionLostException)
        {
            // the server left already, which reading finds out: what it said before still lies there
        }
    }

    // as one write: the server answers nothing before the end of a block
    private static byte[] Repeated(SendStep send)
    {
        byte[] all = new byte[send.Bytes.Length * send.Times];
        for (int i = 0; i < send.Times; i++)
        {
            send.Bytes.CopyTo(all, i * send.Bytes.Length);
        }

        return all;
    }

    private async Task ReadUntilAsync(Func<bool> isEnough, TimeSpan longest, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(longest);
        try
        {
            while (!_closed && !isEnough())
            {
                int count = await _socket!.ReceiveAsync(_buffer, limit.Token);
                Replies.Add(_buffer.AsSpan(0, count));
                _closed = count == 0;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // what did not come in time is missing, and the comparison says so
        }
        catch (ConnectionLostException)
        {
            _closed = true;
        }
    }
}
