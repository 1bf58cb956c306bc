using System.Collections.Immutable;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Descriptors;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>
/// Gives a <see cref="Playback"/> its sockets and its clock. One thread does everything, so that neither a deadline nor a reply has
/// to be handed from one thread to another.
/// </summary>
internal sealed class PlaybackHost : IDisposable
{
    private const int ReceiveBufferSize = 64 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Playback _playback;
    private readonly QmpEndpoint _endpoint;
    private readonly ImmutableDictionary<string, string> _files;
    private readonly ReplayProgressMeter _meter;
    private readonly PolledSocket?[] _sockets;
    private readonly SocketWatch _watch;
    private readonly PlaybackClock _clock = new();
    private readonly byte[] _buffer = new byte[ReceiveBufferSize];
    private bool _reached;

    /// <summary>If the server was <paramref name="reached"/> before, a refused connection is its death, not ours.</summary>
    public PlaybackHost(Playback playback, QmpEndpoint endpoint, ImmutableDictionary<string, string> files, ReplayProgressMeter meter, bool reached)
    {
        (_playback, _endpoint, _files, _meter, _reached) = (playback, endpoint, files, meter, reached);
        _sockets = new PolledSocket?[playback.Sessions.Length];
        _watch = new SocketWatch(_sockets.Length);
    }

    /// <summary>Plays to the end, on this thread.</summary>
    public void Run(CancellationToken cancellation)
    {
        using CancellationTokenRegistration interrupting = cancellation.Register(_watch.Interrupt);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan now = _clock.Now;
            _meter.Report(now, _playback);
            PlaybackTurn turn = _playback.Next(now);
            switch (turn.Kind)
            {
                case PlaybackTurnKind.Perform:
                    Perform(turn.Step!, cancellation);
                    break;
                case PlaybackTurnKind.Sleep:
                    SleepUntil(turn.Until);
                    break;
                case PlaybackTurnKind.Listen:
                    _watch.Wait(turn.Until - now);
                    ReceiveWhatCame();
                    break;
                default:
                    _meter.GroupEnded(_playback);
                    return;
            }
        }
    }

    public void Dispose()
    {
        foreach (PolledSocket? socket in _sockets)
        {
            socket?.Dispose();
        }

        _watch.Dispose();
    }

    private void SleepUntil(TimeSpan until)
    {
        TimeSpan wake = until - _clock.SpinAllowed;
        if (_clock.Now < wake)
        {
            _watch.WaitUntil(_clock.ToMonotonic(wake));
            ReceiveWhatCame();
        }

        if (_clock.Now >= wake)
        {
            _clock.SpinUntil(until);
        }
    }

    private void Perform(PlaybackStep step, CancellationToken cancellation)
    {
        if (step.Action is PlaybackAction.Close or PlaybackAction.Reset)
        {
            _playback.Performed(_clock.Now);
            Close(step.Session, step.Action);
            return;
        }

        try
        {
            TimeSpan at = Act(step, cancellation);
            _playback.Performed(at);
        }
        catch (EndpointUnreachableException failure) when (_reached)
        {
            End(step.Session, failure.Message);
        }
        catch (ConnectionLostException failure)
        {
            ReceiveLastWords(step.Session);
            End(step.Session, failure.Message);
        }
    }

    // returns when it was begun
    private TimeSpan Act(PlaybackStep step, CancellationToken cancellation)
    {
        TimeSpan at = _clock.Now;
        switch (step.Action)
        {
            case PlaybackAction.Connect:
                PolledSocket connected = PolledSocket.Connect(_endpoint, cancellation);
                _reached = true;
                _sockets[step.Session] = connected;
                _watch.Watch(step.Session, connected);
                break;
            case PlaybackAction.Send:
                at = Send(step, cancellation);
                break;
            default:
                _sockets[step.Session]!.ShutdownSend();
                break;
        }

        return at;
    }

    private TimeSpan Send(PlaybackStep step, CancellationToken cancellation)
    {
        ReadOnlySpan<byte> bytes = _playback.Values.Rewrite(step).Span;
        using PassedDescriptors descriptors = PassedDescriptors.Open(step.Descriptors, _files);
        TimeSpan at = _clock.Now;
        while (!bytes.IsEmpty)
        {
            if (_sockets[step.Session]!.TrySend(bytes, descriptors.Numbers) is { } sent)
            {
                bytes = bytes[sent..];
                descriptors.Dispose();
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            _watch.WaitToSend(step.Session);
            ReceiveWhatCame();                              // a server may read on only when its answers are taken
        }

        return at;
    }

    private void ReceiveWhatCame()
    {
        for (int session = 0; session < _sockets.Length; session++)
        {
            if (_watch.IsReadable(session))
            {
                Receive(session);
            }
        }
    }

    private void Receive(int session)
    {
        try
        {
            int? received = _sockets[session]!.TryReceive(_buffer);
            if (received == 0)
            {
                End(session, null);
            }
            else if (received is { } length)
            {
                _playback.Receive(session, _buffer.AsSpan(0, length), _clock.Now);
            }
        }
        catch (ConnectionLostException failure)
        {
            End(session, failure.Message);
        }
    }

    // what the server said before it closed is still to be read
    private void ReceiveLastWords(int session)
    {
        TimeSpan until = _clock.Now + LastWords;
        for (TimeSpan now = _clock.Now; now < until && !_playback.Sessions[session].IsOver; now = _clock.Now)
        {
            _watch.Wait(until - now);
            ReceiveWhatCame();
        }
    }

    private void End(int session, string? reason)
    {
        _watch.Forget(session);                             // an end stays readable for ever
        _playback.End(session, _clock.Now, reason);
    }

    private void Close(int session, PlaybackAction how)
    {
        _watch.Forget(session);
        if (how == PlaybackAction.Reset)
        {
            _sockets[session]!.Abort();
        }

        _sockets[session]!.Dispose();
    }
}
