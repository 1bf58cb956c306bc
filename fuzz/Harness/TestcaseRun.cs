using System.Buffers;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Fuzz.Harness;

/// <summary>
/// One testcase against one machine, in virtual time. After every step each monitor is offered what it has not taken
/// and everything that was put out is logged, so that the log is in the order in which things happened.
/// </summary>
internal sealed class TestcaseRun
{
    /// <summary>Timers that one step of time may fire one by one; later ones fire together at its end.</summary>
    private const int WakeUpLimit = 64;

    /// <summary>Rounds of completing and waiting after the last step; what is left then stays unfinished.</summary>
    private const int DrainLimit = 16384;

    private const long StartOfWallClock = 1_600_000_000_000_000;

    private readonly HarnessMonitor[] _monitors = [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new HarnessMonitor())];
    private readonly ArrayBufferWriter<byte> _output = new();
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
        foreach (HarnessMonitor monitor in _monitors)
        {
            monitor.Reset();
        }

        _group = new MonitorGroup(dialect, monitors: 0);
        _group.Advance(_now, StartOfWallClock);
        GoTo(0);
    }

    public void Play(ScheduleStep step, ReadOnlySpan<byte> bytes)
    {
        switch (step.Kind)
        {
            case StepKind.Bytes: Send(bytes); break;
            case StepKind.Complete: Complete(step); break;
            case StepKind.Event: Raise(step); break;
            case StepKind.Reconnect: Reconnect(); break;
            case StepKind.Disconnect: Disconnect(_current); break;
            case StepKind.EndOfInput: EndInput(); break;
            case StepKind.Descriptors: _log.Add(LogKind.Descriptors, _current, step.Choose(ScheduleStep.DescriptorLimit + 1)); break;
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
            Settle();
        }

        for (int round = 0; round < DrainLimit && Finishes(); round++)
        {
            Settle();
        }

        _log.Add(LogKind.Drained, 0);
        for (int monitor = 0; monitor < _monitors.Length; monitor++)
        {
            Disconnect(monitor);
        }
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

        _log.Add(LogKind.Time, 0, (int)((next - _now + 999) / 1000));
        AdvanceTo(next);
        return true;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        HarnessMonitor monitor = _monitors[_current];
        if (monitor.MaySend)
        {
            monitor.Send(bytes);
            Settle();
        }
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
        Settle();
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
        Settle();
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
            Settle();
        }
    }

    private void Pass(int milliseconds)
    {
        _log.Add(LogKind.Time, _current, milliseconds);
        long until = _now + (milliseconds * 1000L);
        for (int fired = 0; fired < WakeUpLimit && _group.NextWakeUp is { } next && next < until; fired++)
        {
            AdvanceTo(next);
            Settle();
        }

        AdvanceTo(until);
        Settle();
    }

    private void AdvanceTo(long time)
    {
        _now = Math.Max(_now, time);
        _group.Advance(_now, StartOfWallClock + _now);
    }

    private void GoTo(int index)
    {
        _current = index;
        HarnessMonitor monitor = _monitors[index];
        if (monitor.Number < 0)
        {
            monitor.Number = _group.AddMonitor();
            Connect();
        }
    }

    private void Connect()
    {
        HarnessMonitor monitor = _monitors[_current];
        monitor.IsConnected = true;
        _log.Add(LogKind.Connect, _current);
        _group.Connect(monitor.Number);
        Settle();
    }

    private void Reconnect()
    {
        Disconnect(_current);
        Connect();
    }

    private void Disconnect(int index)
    {
        HarnessMonitor monitor = _monitors[index];
        if (!monitor.IsConnected)
        {
            return;
        }

        _log.Add(LogKind.Disconnect, index);
        monitor.Disconnect();
        _group.Disconnect(monitor.Number);
        Settle();
    }

    private void EndInput()
    {
        HarnessMonitor monitor = _monitors[_current];
        if (monitor.MaySend)
        {
            monitor.EndsInput = true;
            Settle();
        }
    }

    /// <summary>Logs what was put out, then offers what is unread until nothing is taken any more, and follows the server where it closes.</summary>
    private void Settle()
    {
        TakeOutputs();
        bool moved = true;
        while (moved)
        {
            moved = false;
            for (int index = 0; index < _monitors.Length; index++)
            {
                if (_monitors[index].IsConnected && Offer(index, _monitors[index]))
                {
                    moved = true;
                    TakeOutputs();
                }
            }
        }
    }

    private bool Offer(int index, HarnessMonitor monitor)
    {
        bool moved = false;
        if (monitor.Unread.Length > 0)
        {
            int taken = Receive(index, monitor);
            monitor.Took(taken);
            moved = taken > 0;
        }

        if (monitor is { EndsInput: true, EndWasTold: false, Unread.Length: 0 })
        {
            monitor.EndWasTold = true;
            _log.Add(LogKind.EndOfInput, index);
            _group.EndOfInput(monitor.Number);
            moved = true;
        }

        return moved;
    }

    /// <summary>What is taken is logged before the answers to it; should the target throw, all that it was offered.</summary>
    private int Receive(int index, HarnessMonitor monitor)
    {
        int taken = monitor.Unread.Length;
        try
        {
            return taken = _group.Receive(monitor.Number, monitor.Unread);
        }
        finally
        {
            if (taken > 0)
            {
                _log.Add(LogKind.ClientSent, index, monitor.Unread[..taken]);
            }
        }
    }

    private void TakeOutputs()
    {
        for (int index = 0; index < _monitors.Length; index++)
        {
            HarnessMonitor monitor = _monitors[index];
            if (monitor.Number < 0)
            {
                continue;
            }

            TakeOutput(index, monitor.Number);
            if (monitor.IsConnected && _group.WantsClose(monitor.Number))
            {
                _log.Add(LogKind.ServerClosed, index);
                monitor.Disconnect();
                _group.Disconnect(monitor.Number);
            }
        }
    }

    private void TakeOutput(int index, int number)
    {
        if (_group.OutputLength(number) == 0)
        {
            return;
        }

        _group.TakeOutput(number, _output);
        _log.Add(LogKind.ServerSent, index, _output.WrittenSpan);
        _output.ResetWrittenCount();
    }
}
