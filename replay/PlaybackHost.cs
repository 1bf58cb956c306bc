using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>Gives a <see cref="Playback"/> its sockets and its clock: one loop that acts and waits, and one receiving loop a connection.</summary>
internal sealed class PlaybackHost(Playback playback, QmpEndpoint endpoint, PreciseTimer timer, TimeProvider time, ReplayProgressMeter meter) : IAsyncDisposable
{
    private const int ReceiveBufferSize = 64 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly QmpSocket?[] _sockets = new QmpSocket?[playback.Sessions.Length];
    private readonly Task[] _receiving = [.. playback.Sessions.Select(_ => Task.CompletedTask)];
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _heard = new(0);
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private bool _reached;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Plays to the end. If the server was <paramref name="reached"/> before, a refused connection is its death, not ours.</summary>
    public async Task RunAsync(bool reached, CancellationToken cancellation)
    {
        _reached = reached;
        while (true)
        {
            PlaybackTurn turn = Next();
            switch (turn.Kind)
            {
                case PlaybackTurnKind.Perform:
                    await PerformAsync(turn.Step!, cancellation);
                    break;
                case PlaybackTurnKind.Sleep:
                    await timer.WaitAsync(_start, turn.Until, cancellation);
                    break;
                case PlaybackTurnKind.Listen:
                    await _heard.WaitAsync(Later(turn.Until), cancellation);
                    break;
                default:
                    meter.GroupEnded(playback);
                    return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (QmpSocket? socket in _sockets)
        {
            socket?.Dispose();
        }

        await Task.WhenAll(_receiving);
        _over.Dispose();
        _heard.Dispose();
    }

    private PlaybackTurn Next()
    {
        lock (_lock)
        {
            meter.Report(Now, playback);
            return playback.Next(Now);
        }
    }

    private TimeSpan Later(TimeSpan until)
    {
        TimeSpan left = until - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task PerformAsync(PlaybackStep step, CancellationToken cancellation)
    {
        if (step.Action is PlaybackAction.Close or PlaybackAction.Reset)
        {
            Performed(Now);                                 // before it is done: the end that follows is ours
            Close(_sockets[step.Session]!, step.Action);
            return;
        }

        TimeSpan at = Now;
        try
        {
            await ActAsync(step, cancellation);
            Performed(at);
        }
        catch (EndpointUnreachableException failure) when (_reached)
        {
            End(step.Session, failure.Message);
        }
        catch (ConnectionLostException failure)
        {
            // what the server said before it closed is still to be read
            await Task.WhenAny(_receiving[step.Session], Task.Delay(LastWords, time, cancellation));
            End(step.Session, failure.Message);
        }
    }

    private void Performed(TimeSpan at)
    {
        lock (_lock)
        {
            playback.Performed(at);
        }
    }

    private static void Close(QmpSocket socket, PlaybackAction how)
    {
        if (how == PlaybackAction.Reset)
        {
            socket.Abort();
        }

        socket.Dispose();
    }

    private async ValueTask ActAsync(PlaybackStep step, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case PlaybackAction.Connect:
                QmpSocket connected = await QmpSocket.ConnectAsync(endpoint, cancellation);
                _reached = true;
                _sockets[step.Session] = connected;
                _receiving[step.Session] = ReceiveAsync(step.Session, connected);
                break;
            case PlaybackAction.Send:
                await _sockets[step.Session]!.SendAsync(step.Bytes, cancellation);
                break;
            default:
                _sockets[step.Session]!.ShutdownSend();
                break;
        }
    }

    private async Task ReceiveAsync(int session, QmpSocket socket)
    {
        byte[] buffer = new byte[ReceiveBufferSize];
        string? reason = null;
        try
        {
            int length;
            while ((length = await socket.ReceiveAsync(buffer, _over.Token)) > 0)
            {
                Receive(session, buffer.AsSpan(0, length));
            }
        }
        catch (ConnectionLostException failure)
        {
            reason = failure.Message;                       // if it was we who closed, the playback knows and does not care
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            return;                                         // we closed
        }

        End(session, reason);
    }

    private void Receive(int session, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            playback.Receive(session, bytes, Now);
        }

        _heard.Release();
    }

    private void End(int session, string? reason)
    {
        lock (_lock)
        {
            playback.End(session, Now, reason);
        }

        _heard.Release();
    }
}
