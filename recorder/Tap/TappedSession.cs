using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// One client, one server, and the log between them: two threads that each carry one direction. What a side does to its connection
/// (half-close, close, reset) is logged and then done to the other side. A finished session ends with the close or reset of the side
/// that ended it; one that the tap itself ended says so and closes both.
/// </summary>
internal sealed class TappedSession(BlockingSocket client, BlockingSocket server, SessionLog log, TapTraffic traffic)
{
    private readonly Lock _ending = new();
    private bool _ended;
    private bool _stopped;
    private bool _clientIsHalfClosed;
    private bool _serverIsHalfClosed;

    /// <summary>Carries traffic until both directions have ended; the sockets stay open for their owner to close.</summary>
    public (PumpResult FromClient, PumpResult FromServer) Run()
    {
        Task<PumpResult> fromServer = Task.Factory.StartNew(
            () => Carry(SessionSide.Server, server, client), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        PumpResult fromClient = Carry(SessionSide.Client, client, server);
        PumpResult ended = fromServer.GetAwaiter().GetResult();
        if (_stopped)
        {
            log.Write(new NoteRecord(0, "the recorder ended the session while both sides were connected"));
            log.Write(new CloseRecord(0, SessionSide.Client));
            log.Write(new CloseRecord(0, SessionSide.Server));
        }

        return (fromClient, ended);
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

    private PumpResult Carry(SessionSide side, BlockingSocket source, BlockingSocket sink)
    {
        PumpResult result = new TrafficPump(source, sink, side, log, traffic).Run();
        switch (result.End)
        {
            case PumpEnd.EndOfInput:
                PassOnEndOfInput(side, source, sink);
                break;
            case PumpEnd.SourceFailed:
                End(side, HangUp.Reset);
                break;
            case PumpEnd.SinkFailed:                        // its own direction finds out how it left
                source.ShutdownReceive();
                break;
            default:
                Abandon();
                break;
        }

        return result;
    }

    private void PassOnEndOfInput(SessionSide side, BlockingSocket source, BlockingSocket sink)
    {
        HangUp left = source.PeekHangUp();
        if (left == HangUp.None && NoteHalfClose(side))
        {
            sink.ShutdownSend();
            left = source.WaitForHangUp();
        }

        End(side, left);
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

    // The first side to leave is the one that ended the session; what follows is our doing. Shutting the other side down wakes both
    // of its threads, the one that receives and the one that waits for it to hang up.
    private void End(SessionSide side, HangUp left)
    {
        (BlockingSocket other, bool otherIsHalfClosed) = side == SessionSide.Client ? (server, _serverIsHalfClosed) : (client, _clientIsHalfClosed);
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
