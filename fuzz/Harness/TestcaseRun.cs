using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Fuzz.Harness;

/// <summary>One testcase against one machine, in virtual time: what each step of the schedule does.</summary>
internal sealed class TestcaseRun
{
    /// <summary>Timers that one step of time may fire one by one; later ones fire together at its end.</summary>
    private const int WakeUpLimit = 64;

    /// <summary>Rounds of completing and waiting after the last step; what is left then stays unfinished.</summary>
    private const int DrainLimit = 16384;

    private const long StartOfWallClock = 1_600_000_000_000_000;

    private readonly ClientSide _clients = new();
    private readonly Dictionary<ProtocolDialect, MonitorGroup> _ended = [];
    private MonitorGroup _group = null!;
    private ExecutionLog _log = null!;
    private int _current;
    private long _now;
    private bool _held;

    /// <summary>Starts over on a fresh machine.</summary>
    public void Begin(ProtocolDialect dialect, ExecutionLog log)
    {
        _log = log;
        (_now, _held) = (0, false);
        _group = FreshGroup(dialect);
        _group.Advance(_now, StartOfWallClock);
        _clients.Begin(_group, log);
        GoTo(0);
    }

    public void Play(ScheduleStep step, ReadOnlySpan<byte> bytes)
    {
        switch (step.Kind)
        {
            case StepKind.Bytes: _clients.Send(_current, bytes); break;
            case StepKind.Complete: Complete(step); break;
            case StepKind.Event: Raise(step); break;
            case StepKind.Reconnect: Reconnect(); break;
            case StepKind.Disconnect: _clients.Disconnect(_current); break;
            case StepKind.EndOfInput: _clients.EndInput(_current); break;
            case StepKind.Descriptors: _clients.SendDescriptors(_current, step.Choose(ScheduleStep.DescriptorLimit + 1)); break;
            case StepKind.Monitor: GoTo(step.Choose(ScheduleStep.MonitorLimit)); break;
            case StepKind.Hold: Hold(); break;
            case StepKind.RunOne: RunOne(); break;
            case StepKind.Time: Pass(ScheduleStep.Milliseconds[step.Choose(ScheduleStep.Milliseconds.Length)]); break;
            default: break;                     // the end of a chunk is where this call ends; a dialect was chosen at the start
        }
    }

    /// <summary>Lets everything finish, says so, and disconnects everybody.</summary>
    public void End()
    {
        if (_held)
        {
            _held = false;
            _log.Add(LogKind.Hold, 0, 0);
            _group.Release();
            _clients.Settle();
        }

        bool isDone = false;
        for (int round = 0; round < DrainLimit && !isDone; round++)
        {
            isDone = !Finishes();
            _clients.Settle();
        }

        _log.Add(LogKind.Drained, 0);
        if (isDone)
        {
            _clients.LogUnread();
        }

        _clients.DisconnectAll();
        _clients.LogLeftBehind();
        _ended[_group.Dialect] = _group;
    }

    /// <summary>One that came to its end is used again; one that a crash or a hang left somewhere is not.</summary>
    private MonitorGroup FreshGroup(ProtocolDialect dialect)
    {
        if (!_ended.Remove(dialect, out MonitorGroup? group))
        {
            return new MonitorGroup(dialect, monitors: 0);
        }

        group.StartOver();
        return group;
    }

    private bool Finishes()
    {
        if (_group.PendingCount > 0)
        {
            _log.Add(LogKind.Complete, 0, 0);
            _group.Complete(0);
            return true;
        }

        if (_group.NextWakeUp is not { } next)
        {
            return false;
        }

        AdvanceTo(next);
        return true;
    }

    private void Complete(ScheduleStep step)
    {
        if (_group.PendingCount == 0)
        {
            return;
        }

        int pending = step.Choose(_group.PendingCount);
        _log.Add(LogKind.Complete, _current, pending);
        _group.Complete(pending);
        _clients.Settle();
    }

    private void Raise(ScheduleStep step)
    {
        if (_group.EventCount == 0)
        {
            return;
        }

        int number = step.Choose(_group.EventCount);
        _log.Add(LogKind.Event, _current, number);
        _group.RaiseEvent(number);
        _clients.Settle();
    }

    private void Hold()
    {
        if (!_held)
        {
            _held = true;
            _log.Add(LogKind.Hold, _current, 1);
            _group.Hold();
        }
    }

    private void RunOne()
    {
        if (_held && _group.RunOne())
        {
            _clients.Settle();
        }
    }

    private void Pass(int milliseconds)
    {
        long until = _now + (milliseconds * 1000L);
        for (int fired = 0; fired < WakeUpLimit && _group.NextWakeUp is { } next && next < until; fired++)
        {
            AdvanceTo(next);
            _clients.Settle();
        }

        AdvanceTo(until);
        _clients.Settle();
    }

    private void AdvanceTo(long time)
    {
        long before = _now;
        _now = Math.Max(_now, time);
        if (_now / 1000 > before / 1000)
        {
            _log.Add(LogKind.Time, _current, (int)Math.Min(int.MaxValue, (_now / 1000) - (before / 1000)));
        }

        _group.Advance(_now, StartOfWallClock + _now);
    }

    private void GoTo(int index)
    {
        _current = index;
        _clients.Use(index);
    }

    private void Reconnect()
    {
        _clients.Disconnect(_current);
        _clients.Connect(_current);
    }
}
