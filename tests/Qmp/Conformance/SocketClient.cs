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
    private readonly ReplyLines _replies = new();
    private readonly QmpSocket _socket;
    private bool _closed;

    private SocketClient(QmpSocket socket) => _socket = socket;

    /// <summary>Returns the differences to what was recorded.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(Transcript transcript, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        QmpEndpoint endpoint = QmpEndpoint.Unix(folder.File("qmp.sock"));
        await using QmpServer server = QmpServer.Start(new QmpServerOptions { Listen = [endpoint], Dialect = ProtocolDialect.Qemu });
        using SocketClient client = new(await QmpSocket.ConnectAsync(endpoint, cancellation));
        return await client.RunAsync(transcript, cancellation);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<IReadOnlyList<string>> RunAsync(Transcript transcript, CancellationToken cancellation)
    {
        bool timed = transcript.OutOfBand || transcript.HasSlowCommand;
        await ReadUntilAsync(() => _replies.Greeting is not null, Patience, cancellation);
        foreach (TranscriptStep step in transcript.Steps)
        {
            switch (step)
            {
                case SendStep send:
                    await SendAsync(send.Bytes, cancellation);
                    break;
                case WaitStep wait:
                    await ReadUntilAsync(() => _replies.Lines.Count >= wait.Replies, Patience, cancellation);
                    break;
                case SleepStep sleep when timed:
                    await Task.Delay(sleep.Milliseconds, cancellation);
                    break;
                case CloseStep:
                    return [.. Comparison.Differences(transcript, _replies, closed: false)];
            }
        }

        await ReadUntilAsync(() => false, transcript.ClosedByServer ? Patience : Quiet, cancellation);
        return [.. Comparison.Differences(transcript, _replies, _closed)];
    }

    private async Task SendAsync(byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendAsync(bytes, cancellation);
        }
        catch (ConnectionLostException)
        {
            // the server left already, which reading finds out: what it said before still lies there
        }
    }

    private async Task ReadUntilAsync(Func<bool> isEnough, TimeSpan longest, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(longest);
        try
        {
            while (!_closed && !isEnough())
            {
                int count = await _socket.ReceiveAsync(_buffer, limit.Token);
                _replies.Add(_buffer.AsSpan(0, count));
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
