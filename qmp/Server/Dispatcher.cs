using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// Runs commands and answers them. Out-of-band ones run as they come; in-band ones wait in their monitor's queue for the one
/// dispatcher, which takes the monitors in turn and is busy while a command it started goes on.
/// </summary>
internal sealed class Dispatcher(
    ProtocolDialect dialect, List<QmpSession> sessions, CommandRunner commands, MachineEffects effects, VirtualClock clock, ChangeList changes)
{
    private static readonly QmpError TooMany = QmpError.Generic("Too many commands are pending");

    private readonly bool _jumpsQueue = dialect.Offers("oob");
    private readonly List<PendingCommand> _pending = [];
    private PendingCommand? _running;                       // the in-band command that keeps the dispatcher busy
    private long _turns;
    private int _queued;

    /// <summary>The host wants to say itself when an in-band command runs.</summary>
    public bool IsHeld { get; set; }

    public int PendingCount => _pending.Count;

    public long? NextWakeUp
    {
        get
        {
            long? next = null;
            foreach (PendingCommand pending in _pending)
            {
                next = next is null ? pending.Due : Math.Min(next.Value, pending.Due);
            }

            return next;
        }
    }

    public void Accept(QmpSession session, JsonMessage message)
    {
        session.Accept(message);
        if (_jumpsQueue && message.Fault is null && MessageParser.IsOutOfBand(message.Root))
        {
            Execute(session, new QueuedRequest(message, Suspends: false), inBand: false);
            return;
        }

        session.Enqueue(message);
        _queued++;
        Run();
    }

    /// <summary>Forgets what a client that has gone had queued.</summary>
    public void Drop(QmpSession session)
    {
        _queued -= session.Queued;
        session.Disconnect();
    }

    /// <summary>Runs in-band requests until there are none, or one goes on, or it is held.</summary>
    public void Run()
    {
        while (!IsHeld && TryRunOne())
        {
        }
    }

    /// <summary>Runs the next in-band request; false if there is none, or one is still running.</summary>
    public bool TryRunOne()
    {
        if (_queued == 0 || _running is not null || effects.HasQuit)
        {
            return false;
        }

        QmpSession session = NextInTurn();
        session.LastServed = ++_turns;
        _queued--;
        Execute(session, session.Dequeue(), inBand: true);
        return true;
    }

    public void Finish(int pending) => Finish(_pending[pending]);

    /// <summary>Finishes what is due, oldest first.</summary>
    public void FinishDue()
    {
        for (int i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Due <= clock.Monotonic)
            {
                Finish(_pending[i]);
                i = -1;                                     // what waited for it may have started, and be due as well
            }
        }
    }

    /// <summary>Nothing is pending, nothing is queued; who had something queued is told apart from this.</summary>
    public void StartOver()
    {
        foreach (PendingCommand pending in _pending)
        {
            pending.Session.Recycle(pending.Request.Message);
        }

        _pending.Clear();
        (_running, _turns, _queued, IsHeld) = (null, 0, 0, false);
    }

    /// <summary>Of the monitors with requests, the one that was served longest ago.</summary>
    private QmpSession NextInTurn()
    {
        QmpSession? next = null;
        foreach (QmpSession session in sessions)
        {
            if (session.Queued > 0 && (next is null || session.LastServed < next.LastServed))
            {
                next = session;
            }
        }

        return next!;
    }

    private void Execute(QmpSession session, QueuedRequest queued, bool inBand)
    {
        QmpRequest request = default;
        QmpError? error = queued.Message.Fault is { } fault
            ? QmpError.Syntax(fault)
            : commands.Run(session, queued.Message.Root, out request);
        if (error is null && commands.Call.Duration > 0)
        {
            bool goesOn = session.Async && commands.Call.Command is { IsAsync: true };
            if (!goesOn || HasRoomFor(session))
            {
                Begin(session, queued, request.Id, isRunning: inBand && !goesOn);
                return;
            }

            error = TooMany;
        }

        effects.TakeBeforeReply();
        Answer(session, error, request.Id);
        session.Answered();
        Release(session, queued);
        effects.TakeAfterReply();
    }

    private bool HasRoomFor(QmpSession session)
    {
        int own = 0;
        foreach (PendingCommand pending in _pending)
        {
            own += pending.Session == session ? 1 : 0;
        }

        return own < dialect.PendingLimit;
    }

    private void Begin(QmpSession session, QueuedRequest queued, JsonValue? id, bool isRunning)
    {
        long due = clock.Monotonic + commands.Call.Duration;
        PendingCommand pending = new(session, session.Connection, queued, id, commands.Call.Result.Span.ToArray(), due);
        _pending.Add(pending);
        _running = isRunning ? pending : _running;
    }

    private void Finish(PendingCommand pending)
    {
        _pending.Remove(pending);
        _running = _running == pending ? null : _running;
        QmpSession session = pending.Session;
        if (dialect.RepliesToNextClient || pending.Connection == session.Connection)
        {
            Reply(session, pending.Result, error: null, pending.Id);
        }

        if (pending.Connection == session.Connection)
        {
            session.Answered();
        }

        Release(session, pending.Request);
        Run();
    }

    /// <summary>Answers the command that ran just now, in its own manner if it succeeded.</summary>
    private void Answer(QmpSession session, QmpError? error, JsonValue? id)
    {
        CommandSpec? succeeded = error is null ? commands.Call.Command : null;
        if (succeeded is { IsSilent: true })
        {
            return;
        }

        if (succeeded is { IsDelimited: true } && session.CanWrite)
        {
            session.Output.Append(0xFF);
        }

        Reply(session, commands.Call.Result.Span, error, id);
    }

    private void Reply(QmpSession session, ReadOnlySpan<byte> result, QmpError? error, JsonValue? id)
    {
        if (!session.CanWrite)
        {
            return;
        }

        if (error is null)
        {
            MessageWriter.WriteReturn(result, id, dialect.Replies, session.Output);
        }
        else
        {
            MessageWriter.WriteError(error, id, dialect.Replies, session.Output);
        }
    }

    private void Release(QmpSession session, QueuedRequest request)
    {
        session.Recycle(request.Message);
        if (request.Suspends)
        {
            session.Resume();
        }

        changes.Note(session);
    }
}
