using System.Buffers;
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
    private readonly List<QmpSession> _everMade = [];       // what StartOver took away is used again
    private readonly VirtualMachine _machine = new();
    private readonly VirtualClock _clock = new();
    private readonly ChangeList _changes = new();
    private readonly MessagePool _messages = new();
    private readonly EventBroadcast _events;
    private readonly Dispatcher _dispatcher;

    public MonitorGroup(ProtocolDialect dialect, int monitors = 1)
    {
        Dialect = dialect;
        _events = new EventBroadcast(dialect, _machine, _sessions, _changes, _clock);
        MachineEffects effects = new(dialect, _machine, _events, _sessions, _changes);
        _dispatcher = new Dispatcher(dialect, _sessions, new CommandRunner(dialect, _machine), effects, _clock, _changes);
        for (int i = 0; i < monitors; i++)
        {
            AddMonitor();
        }
    }

    public ProtocolDialect Dialect { get; }

    public int MonitorCount => _sessions.Count;

    /// <summary>The machine was told to quit: every connection is to be closed, and no new one is greeted.</summary>
    public bool HasQuit => _machine.HasQuit;

    /// <summary>Commands that were started and are not finished, oldest first.</summary>
    public int PendingCount => _dispatcher.PendingCount;

    /// <summary>Events that the machine can raise by itself.</summary>
    public int EventCount => _machine.GuestEvents.Count;

    /// <summary>The monotonic microsecond at which <see cref="Advance"/> has something to do, or null.</summary>
    public long? NextWakeUp => Earlier(_dispatcher.NextWakeUp, Earlier(_events.NextWakeUp, _machine.Jobs.NextWakeUp));

    /// <summary>One more monitor on the same machine; returns its number.</summary>
    public int AddMonitor()
    {
        if (_sessions.Count == _everMade.Count)
        {
            _everMade.Add(new QmpSession(_sessions.Count, Dialect, new MonitorDescriptors(_machine.Released), _messages));
        }

        _sessions.Add(_everMade[_sessions.Count]);
        _machine.MonitorCount = _sessions.Count;
        return _sessions.Count - 1;
    }

    /// <summary>A client is there: the greeting is put out, where there is one.</summary>
    public void Connect(int monitor)
    {
        QmpSession session = _sessions[monitor];
        session.Connect();
        _changes.Note(session);
        if (_machine.HasQuit)
        {
            session.Close();
            return;
        }

        if (Dialect.Greets)
        {
            MessageWriter.WriteGreeting(Dialect.GreetsWithVersion ? QueryCommands.Version : default(ReadOnlySpan<byte>), Dialect.Capabilities, session.Output);
        }
    }

    /// <summary>Descriptors that came with the next byte that is received; the group owns them until <see cref="TryTakeReleased"/> gives them back.</summary>
    public void Attach(int monitor, ReadOnlySpan<int> descriptors) => _sessions[monitor].Descriptors.Arrive(descriptors);

    /// <summary>Takes a descriptor that is no longer wanted, for the host to close.</summary>
    public bool TryTakeReleased(out int descriptor)
    {
        List<int> released = _machine.Released;
        descriptor = released.Count > 0 ? released[^1] : -1;
        if (released.Count > 0)
        {
            released.RemoveAt(released.Count - 1);
        }

        return descriptor >= 0;
    }

    /// <summary>Ends the life of the machine for its descriptors: all of them are released.</summary>
    public void ReleaseDescriptors()
    {
        _sessions.ForEach(session => session.Descriptors.DropAll());
        _machine.DescriptorSets.Clear();
    }

    /// <summary>
    /// Takes bytes in any chunking and returns how many; a suspended monitor takes none (back pressure), offer the rest again later.
    /// No message is begun while more than <paramref name="room"/> bytes of output wait to be taken.
    /// </summary>
    public int Receive(int monitor, ReadOnlySpan<byte> bytes, long room = long.MaxValue)
    {
        QmpSession session = _sessions[monitor];
        ReadOnlySpan<byte> rest = bytes;
        while (!session.IsSuspended && !session.WantsClose && session.Output.Length <= room && session.Framer.TryTake(ref rest, out JsonMessage? message))
        {
            _dispatcher.Accept(session, message);
        }

        return session.WantsClose ? bytes.Length : bytes.Length - rest.Length;
    }

    /// <summary>The client will send no more; everything it sent has been taken by <see cref="Receive"/>.</summary>
    public void EndOfInput(int monitor)
    {
        _sessions[monitor].EndInput();
        _changes.Note(_sessions[monitor]);
    }

    /// <summary>The client is gone; what it had queued is dropped, a command that runs goes on.</summary>
    public void Disconnect(int monitor)
    {
        _dispatcher.Drop(_sessions[monitor]);
        if (_machine.State == RunState.Running && !_sessions.Exists(session => session.IsConnected))
        {
            _machine.DescriptorSets.Clear();                // QEMU does so only while the machine runs
        }
    }

    /// <summary>The monitor takes no input now.</summary>
    public bool IsSuspended(int monitor) => _sessions[monitor].IsSuspended;

    /// <summary>The server wants to close this connection once its output is sent; the host then calls <see cref="Disconnect"/>.</summary>
    public bool WantsClose(int monitor) => _sessions[monitor].WantsClose;

    /// <summary>Bytes of memory that the input of a monitor takes which is unfinished, or not answered yet.</summary>
    public long InputSize(int monitor) => _sessions[monitor].InputSize;

    /// <summary>
    /// A number for where the protocol stands on a monitor, for a host that wants to know whether it has been there before: mode,
    /// capabilities, classes of what is queued and pending; from bit 23 on, where the parser is.
    /// </summary>
    public int StateOf(int monitor)
    {
        QmpSession session = _sessions[monitor];
        int mode = (session.Negotiation.IsReady ? 1 : 0) | ((int)session.Negotiation.Enabled << 1) | (session.IsSuspended ? 16 : 0) | (session.WantsClose ? 32 : 0);
        int work = Math.Min(session.Queued, 3) | (Math.Min(PendingCount, 3) << 2);
        return (session.Framer.State << 23) | (work << 8) | mode;
    }

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

    /// <summary>Hands over all bytes put out so far, without a copy.</summary>
    internal void TakeOutput(int monitor, TakenOutput destination) => destination.TakeFrom(_sessions[monitor]);

    /// <summary>
    /// Takes the number of a monitor that has new output, takes input again, or wants to close, since it was last taken; so
    /// that the host of many monitors need not look at each.
    /// </summary>
    public bool TryTakeChanged(out int monitor) => _changes.TryTake(out monitor);

    /// <summary>Finishes the <paramref name="pending"/>th (from 0) of the pending commands now.</summary>
    public void Complete(int pending) => _dispatcher.Finish(pending);

    /// <summary>Holds the in-band dispatcher: commands queue up and none is started.</summary>
    public void Hold() => _dispatcher.IsHeld = true;

    /// <summary>Lets a held dispatcher run one command; false if none waits or one is running.</summary>
    public bool RunOne() => _dispatcher.TryRunOne();

    /// <summary>Ends <see cref="Hold"/>: the dispatcher runs to exhaustion, now and after every message.</summary>
    public void Release()
    {
        _dispatcher.IsHeld = false;
        _dispatcher.Run();
    }

    /// <summary>The machine raises its <paramref name="index"/>th event.</summary>
    public void RaiseEvent(int index)
    {
        _machine.Raised.Add(_machine.GuestEvents[index]);
        _events.SendRaised();
    }

    /// <summary>A new machine without monitors at time 0, and the memory of the old one: for a host that runs many short ones.</summary>
    public void StartOver()
    {
        _dispatcher.StartOver();
        _events.StartOver();
        foreach (QmpSession session in _sessions)
        {
            session.StartOver();
        }

        _sessions.Clear();
        _changes.Clear();
        _machine.StartOver();
        (_clock.Monotonic, _clock.Wall) = (0, 0);
    }

    /// <summary>Tells the time, in microseconds: monotonic for timers and rate limits, wall clock (since 1970) for timestamps. Runs what is due.</summary>
    public void Advance(long monotonic, long wall)
    {
        (_clock.Monotonic, _clock.Wall, _machine.Wall) = (monotonic, wall, wall);
        _dispatcher.FinishDue();
        _machine.Jobs.Advance(monotonic);
        _events.SendRaised();
        _events.SendDue();
    }

    private static long? Earlier(long? left, long? right) => left is null ? right : right is null ? left : Math.Min(left.Value, right.Value);
}
