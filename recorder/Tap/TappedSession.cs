using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// One client, one server, and the log between them: one thread that carries both directions. What a side does to its connection
/// (half-close, close, reset) is logged and then done to the other side. A finished session ends with the close or reset of the side
/// that ended it; one that the tap itself ended says so and closes both.
/// </summary>
internal sealed class TappedSession(RelaySocket client, RelaySocket server, SessionLog log, TapTraffic traffic)
{
    private readonly Lock _ending = new();
    private bool _ended;
    private bool _stopped;
    private bool _clientIsHalfClosed;
    private bool _serverIsHalfClosed;

    /// <summary>Carries traffic until both directions have ended; the sockets stay open for their owner to close.</summary>
    public (PumpResult FromClient, PumpResult FromServer) Run()
    {
        SocketPair pair = new(client, server);
        using TappedDirection up = new(client, server, SessionSide.Client, log, traffic);
        using TappedDirection down = new(server, client, SessionSide.Server, log, traffic);
        while (!(up.HasEnded && down.HasEnded))
        {
            pair.Wait(up.AwaitedAt(client) | down.AwaitedAt(client), up.AwaitedAt(server) | down.AwaitedAt(server), onlyLook: up.IsLogging || down.IsLogging);
            AdvanceIfReady(up, pair);
            AdvanceIfReady(down, pair);
        }

        if (_stopped)
        {
            log.Write(new NoteRecord(0, "the recorder ended the session while both sides were connected"));
            log.Write(new CloseRecord(0, SessionSide.Client));
            log.Write(new CloseRecord(0, SessionSide.Server));
        }

        return (up.Result, down.Result);
    }

    /// <summary>Ends the session from our side: what has arrived is still logged and sent on.</summary>
    public void Stop()
    {
        using (_ending.EnterScope())
        {
            _stopped = !_ended;
            _ended = true;
        }

        client.ShutdownReceive();
        server.ShutdownReceive();
    }

    /// <summary>Ends the session at once, whatever is under way.</summary>
    public void Abandon()
    {
        Stop();
        client.ShutdownBoth();
        server.ShutdownBoth();
    }

    private void AdvanceIfReady(TappedDirection direction, SocketPair pair)
    {
        (RelaySocket socket, Awaited awaited) = direction.Next;
        if (awaited == Awaited.Nothing || !(pair.IsReady(socket, awaited) || direction.IsLogging))
        {
            return;
        }

        if (direction.AwaitsHangUp)
        {
            EndWith(direction);
        }
        else
        {
            Carry(direction);
        }
    }

    private void Carry(TappedDirection direction)
    {
        switch (direction.Advance())
        {
            case PumpEnd.EndOfInput:
                PassOnEndOfInput(direction);
                break;
            case PumpEnd.SourceFailed:
                End(direction.From, HangUp.Reset);
                break;
            case PumpEnd.SinkFailed:                        // its own direction finds out how it left
                direction.Source.ShutdownReceive();
                break;
            case PumpEnd.LogFailed:
                Abandon();
                break;
            default:
                break;                                      // it goes on
        }
    }

    private void PassOnEndOfInput(TappedDirection direction)
    {
        if (direction.Source.PeekHangUp() == HangUp.None && NoteHalfClose(direction.From))
        {
            direction.Sink.ShutdownSend();
            direction.AwaitsHangUp = true;
        }
        else
        {
            EndWith(direction);
        }
    }

    private void EndWith(TappedDirection direction)
    {
        direction.AwaitsHangUp = false;
        End(direction.From, direction.Source.PeekHangUp());
    }

    // false: the session had ended, and the end of input is our own doing
    private bool NoteHalfClose(SessionSide side)
    {
        using (_ending.EnterScope())
        {
            if (_ended)
            {
                return false;
            }

            log.Write(new EndOfInputRecord(0, side));
            _clientIsHalfClosed |= side == SessionSide.Client;
            _serverIsHalfClosed |= side == SessionSide.Server;
            return true;
        }
    }

    // The first side to leave is the one that ended the session; what follows is our doing. Shutting the other side down ends its
    // direction, whether that receives or waits for it to hang up.
    private void End(SessionSide side, HangUp left)
    {
        (RelaySocket other, bool otherIsHalfClosed) = side == SessionSide.Client ? (server, _serverIsHalfClosed) : (client, _clientIsHalfClosed);
        bool reset = left == HangUp.Reset;
        using (_ending.EnterScope())
        {
            if (!_ended)
            {
                _ended = true;
                log.Write(reset ? new ResetRecord(0, side) : new CloseRecord(0, side));
            }
            else
            {
                reset = false;
            }
        }

        if (reset)
        {
            other.ResetOnClose();
        }

        if (!reset || otherIsHalfClosed)
        {
            other.ShutdownSend();
        }

        other.ShutdownReceive();
    }
}
