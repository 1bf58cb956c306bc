using System.Buffers;
using QmpFuzz.Qmp.Commands;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// One machine and its monitors, each of which serves one client at a time. Single-threaded and without I/O, clock or
/// randomness: what comes out is a function of the calls. Monitors are numbered from 0. Out-of-band commands run when they
/// are read; the in-band dispatcher, shared by all monitors in turn, runs to exhaustion after every message.
/// </summary>
public sealed class MonitorGroup
{
    private readonly List<QmpSession> _sessions = [];
    private readonly List<PendingCommand> _pending = [];
    private readonly VirtualMachine _machine = new();
    private readonly EventThrottle _throttle = new();
    private readonly CommandRunner _commands;
    private readonly Yank _yank;
    private PendingCommand? _running;                       // the in-band command that keeps the dispatcher busy
    private readonly Queue<int> _changed = new();
    private bool _held;
    private long _turns;
    private int _queued;
    private long _now;
    private long _wall;

    public MonitorGroup(ProtocolDialect dialect, int monitors = 1)
    {
        Dialect = dialect;
        _yank = new Yank(() => _sessions.Count);
        CommandSpec negotiation = Negotiation.Command(dialect, _sessions);
        _commands = new CommandRunner(
            new CommandTable([negotiation]),
            new CommandTable([
                negotiation, .. QueryCommands.All, .. RunStateCommands.For(_machine), .. DeviceCommands.All, .. DescriptorCommands.All, .. _yank.Commands, HumanMonitor.Command]));
        for (int i = 0; i < monitors; i++)
        {
            AddMonitor();
        }
    }

    public ProtocolDialect Dialect { get; }

    public int MonitorCount => _sessions.Count;

    /// <summary>One more monitor on the same machine; returns its number.</summary>
    public int AddMonitor()
    {
        _sessions.Add(new QmpSession(_sessions.Count));
        return _sessions.Count - 1;
    }

    /// <summary>The machine was told to quit: every connection is to be closed, and no new one is greeted.</summary>
    public bool HasQuit => _machine.HasQuit;

    /// <summary>A client is there: the greeting is put out.</summary>
    public void Connect(int monitor)
    {
        QmpSession session = _sessions[monitor];
        session.Connect();
        NoteChange(session);
        if (_machine.HasQuit)
        {
            session.Close();
            return;
        }

        MessageWriter.WriteGreeting(QueryCommands.Version, Dialect.Capabilities, session.Output);
    }

    /// <summary>Takes bytes in any chunking and returns how many; a suspended monitor takes none (back pressure), offer the rest again later.</summary>
    public int Receive(int monitor, ReadOnlySpan<byte> bytes)
    {
        QmpSession session = _sessions[monitor];
        ReadOnlySpan<byte> rest = bytes;
        while (!session.IsSuspended && !session.WantsClose && session.Framer.TryTake(ref rest, out JsonMessage? message))
        {
            Accept(session, message);
        }

        return session.WantsClose ? bytes.Length : bytes.Length - rest.Length;
    }

    /// <summary>The client will send no more; everything it sent has been taken by <see cref="Receive"/>.</summary>
    public void EndOfInput(int monitor)
    {
        _sessions[monitor].EndInput();
        NoteChange(_sessions[monitor]);
    }

    /// <summary>
    /// Takes the number of a monitor that has new output, takes input again, or wants to close, since it was last taken; so
    /// that the host of many monitors need not look at each.
    /// </summary>
    public bool TryTakeChanged(out int monitor)
    {
        if (!_changed.TryDequeue(out monitor))
        {
            return false;
        }

        _sessions[monitor].IsChangeKnown = false;
        return true;
    }

    /// <summary>The client is gone; what it had queued is dropped, a command that runs goes on.</summary>
    public void Disconnect(int monitor)
    {
        QmpSession session = _sessions[monitor];
        _queued -= session.Queued;
        session.Disconnect();
    }

    /// <summary>The monitor takes no input now.</summary>
    public bool IsSuspended(int monitor) => _sessions[monitor].IsSuspended;

    /// <summary>The server wants to close this connection once its output is sent; the host then calls <see cref="Disconnect"/>.</summary>
    public bool WantsClose(int monitor) => _sessions[monitor].WantsClose;

    /// <summary>Bytes put out and not yet taken.</summary>
    public int OutputLength(int monitor) => _sessions[monitor].Output.Length;

    /// <summary>Hands over all bytes put out so far; returns how many.</summary>
    public int TakeOutput(int monitor, IBufferWriter<byte> destination)
    {
        ByteBuffer output = _sessions[monitor].Output;
        int length = output.Length;
        destination.Write(output.Span);
        output.Clear();
        return length;
    }

    /// <summary>Commands that were started and are not finished, oldest first.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>Finishes the <paramref name="pending"/>th (from 0) of the pending commands now.</summary>
    public void Complete(int pending)
    {
        Finish(_pending[pending]);
        RunDispatcher();
    }

    /// <summary>Holds the in-band dispatcher: commands queue up and none is started.</summary>
    public void Hold() => _held = true;

    /// <summary>Lets a held dispatcher run one command; false if none waits or one is running.</summary>
    public bool RunOne() => TryDispatch();

    /// <summary>Ends <see cref="Hold"/>: the dispatcher runs to exhaustion, now and after every message.</summary>
    public void Release()
    {
        _held = false;
        RunDispatcher();
    }

    /// <summary>Events that the machine can raise by itself.</summary>
    public int EventCount => _machine.GuestEvents.Count;

    /// <summary>The machine raises its <paramref name="index"/>th event.</summary>
    public void RaiseEvent(int index)
    {
        _machine.Raised.Add(_machine.GuestEvents[index]);
        SendRaised();
    }

    /// <summary>Tells the time, in microseconds: monotonic for timers and rate limits, wall clock (since 1970) for timestamps. Runs what is due.</summary>
    public void Advance(long monotonic, long wall)
    {
        (_now, _wall) = (monotonic, wall);
        while (NextDue() is { } due)
        {
            Finish(due);
            RunDispatcher();
        }

        while (_throttle.TryTakeDue(_now, out MachineEvent? raised, out long raisedAt))
        {
            Send(raised!, raisedAt);
        }
    }

    /// <summary>The monotonic microsecond at which <see cref="Advance"/> has something to do, or null.</summary>
    public long? NextWakeUp
    {
        get
        {
            long? next = _throttle.NextWakeUp;
            foreach (PendingCommand pending in _pending)
            {
                next = next is null ? pending.Due : Math.Min(next.Value, pending.Due);
            }

            return next;
        }
    }

    private PendingCommand? NextDue()
    {
        foreach (PendingCommand pending in _pending)
        {
            if (pending.Due <= _now)
            {
                return pending;
            }
        }

        return null;
    }

    private void Accept(QmpSession session, JsonMessage message)
    {
        if (message.Fault is null && MessageParser.IsOutOfBand(message.Root))
        {
            Execute(session, message, inBand: false);
            return;
        }

        session.Enqueue(message);
        _queued++;
        RunDispatcher();
    }

    private void RunDispatcher()
    {
        while (!_held && TryDispatch())
        {
        }
    }

    /// <summary>Runs the next in-band request; false if there is none, or one is still running.</summary>
    private bool TryDispatch()
    {
        if (_queued == 0 || _running is not null || _machine.HasQuit)
        {
            return false;
        }

        QmpSession session = NextInTurn();
        session.LastServed = ++_turns;
        _queued--;
        Execute(session, session.Dequeue(), inBand: true);
        return true;
    }

    /// <summary>Of the monitors with requests, the one that was served longest ago.</summary>
    private QmpSession NextInTurn()
    {
        QmpSession? next = null;
        foreach (QmpSession session in _sessions)
        {
            if (session.Queued > 0 && (next is null || session.LastServed < next.LastServed))
            {
                next = session;
            }
        }

        return next!;
    }

    private void Execute(QmpSession session, JsonMessage message, bool inBand)
    {
        bool resumes = inBand && !session.OutOfBand;         // as it was when the command began: it may be the one that switches oob on
        QmpRequest request = default;
        QmpError? error = message.Fault is { } fault
            ? QmpError.Syntax(fault)
            : _commands.Run(session, message.Root, out request);
        if (error is null && _commands.Call.Duration > 0)
        {
            Begin(session, message, request.Id, inBand, resumes);
            return;
        }

        SendRaised();
        CutYanked();
        Reply(session, _commands.Call.Result.Span, error, request.Id);
        Finish(session, message, resumes);
        CloseIfQuit();
    }

    private void Finish(QmpSession session, JsonMessage message, bool resumes)
    {
        session.Framer.Recycle(message);
        if (resumes)
        {
            session.Resume();
        }

        NoteChange(session);
    }

    private void Begin(QmpSession session, JsonMessage message, JsonValue? id, bool inBand, bool resumes)
    {
        PendingCommand pending = new(session, session.Connection, message, id, _commands.Call.Result.Span.ToArray(), _now + _commands.Call.Duration, resumes);
        _pending.Add(pending);
        if (inBand)
        {
            _running = pending;
        }
    }

    private void Finish(PendingCommand pending)
    {
        _pending.Remove(pending);
        if (_running == pending)
        {
            _running = null;
        }

        QmpSession session = pending.Session;
        if (Dialect.RepliesToNextClient || pending.Connection == session.Connection)
        {
            Reply(session, pending.Result, error: null, pending.Id);
        }

        Finish(session, pending.Message, pending.ResumesInput);
    }

    private static void Reply(QmpSession session, ReadOnlySpan<byte> result, QmpError? error, JsonValue? id)
    {
        if (!session.CanWrite)
        {
            return;
        }

        if (error is null)
        {
            MessageWriter.WriteReturn(result, id, session.Output);
        }
        else
        {
            MessageWriter.WriteError(error, id, session.Output);
        }
    }

    private void SendRaised()
    {
        foreach (MachineEvent raised in _machine.Raised)
        {
            if (_throttle.Admit(raised, _now, _wall))
            {
                Send(raised, _wall);
            }
        }

        _machine.Raised.Clear();
    }

    private void Send(MachineEvent raised, long wall)
    {
        foreach (QmpSession session in _sessions)
        {
            if (session.IsNegotiated && session.CanWrite)
            {
                MessageWriter.WriteEvent(raised.Name, raised.Data, wall, session.Output);
                NoteChange(session);
            }
        }
    }

    private void CutYanked()
    {
        foreach (int monitor in _yank.Yanked)
        {
            _sessions[monitor].Cut();
            NoteChange(_sessions[monitor]);
        }

        _yank.Yanked.Clear();
    }

    private void CloseIfQuit()
    {
        if (_machine.HasQuit)
        {
            foreach (QmpSession session in _sessions)
            {
                session.Close();
                NoteChange(session);
            }
        }
    }

    private void NoteChange(QmpSession session)
    {
        if (!session.IsChangeKnown)
        {
            session.IsChangeKnown = true;
            _changed.Enqueue(session.Number);
        }
    }
}
