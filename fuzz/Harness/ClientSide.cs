using System.Buffers;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Fuzz.Harness;

/// <summary>
/// The clients of one testcase. What they do, and whatever else happens, is followed by <see cref="Settle"/>: each monitor is
/// offered what it has not taken and everything that was put out is logged, so that the log is in the order of events.
/// </summary>
internal sealed class ClientSide
{
    /// <summary>Descriptors are numbers to the core; a host that owned them would close what is released.</summary>
    private const int FirstDescriptor = 100;

    private readonly HarnessMonitor[] _monitors = [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new HarnessMonitor())];
    private readonly ArrayBufferWriter<byte> _output = new();
    private MonitorGroup _group = null!;
    private ExecutionLog _log = null!;
    private int _nextDescriptor;
    private int _used;

    /// <summary>Nobody is there yet.</summary>
    public void Begin(MonitorGroup group, ExecutionLog log)
    {
        (_group, _log, _nextDescriptor) = (group, log, FirstDescriptor);
        foreach (HarnessMonitor monitor in _monitors.AsSpan(0, _used))
        {
            monitor.Reset();
        }

        _used = 0;
    }

    /// <summary>A monitor that nobody used is added to the machine, and connected.</summary>
    public void Use(int index)
    {
        if (_monitors[index].Number < 0)
        {
            _monitors[index].Number = _group.AddMonitor();
            _used = Math.Max(_used, index + 1);
            Connect(index);
        }
    }

    public void Connect(int index)
    {
        HarnessMonitor monitor = _monitors[index];
        monitor.IsConnected = true;
        _log.Add(LogKind.Connect, index);
        _group.Connect(monitor.Number);
        Settle();
    }

    public void Disconnect(int index)
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

    public void DisconnectAll()
    {
        for (int index = 0; index < _used; index++)
        {
            Disconnect(index);
        }
    }

    /// <summary>Says for each client that is there what of its input was not taken.</summary>
    public void LogUnread()
    {
        for (int index = 0; index < _used; index++)
        {
            if (_monitors[index] is { IsConnected: true, Unread.Length: > 0 and int unread })
            {
                _log.Add(LogKind.Unread, index, unread);
            }
        }
    }

    /// <summary>Now that everybody has left: says what the core still holds of them, and counts the descriptors that it gives back.</summary>
    public void LogLeftBehind()
    {
        for (int index = 0; index < _used; index++)
        {
            int number = _monitors[index].Number;
            bool mayHold = number < 0 || _group.Dialect.KeepsUnfinishedInput;
            Report(index, Remainder.Input, !mayHold && _group.InputSize(number) > 0 && _group.PendingCount == 0);
            Report(index, Remainder.Suspension, number >= 0 && _group.PendingCount == 0 && _group.IsSuspended(number));
        }

        _group.ReleaseDescriptors();
        int[] counts = _nextDescriptor == FirstDescriptor ? [] : new int[_nextDescriptor - FirstDescriptor];
        while (_group.TryTakeReleased(out int descriptor))
        {
            counts[descriptor - FirstDescriptor]++;
        }

        Report(0, Remainder.Descriptor, counts.AsSpan().Contains(0));
        Report(0, Remainder.ReleasedDescriptor, counts.AsSpan().IndexOfAnyExceptInRange(0, 1) >= 0);
    }

    private void Report(int index, Remainder remainder, bool isThere)
    {
        if (isThere)
        {
            _log.Add(LogKind.LeftBehind, index, (int)remainder);
        }
    }

    public void Send(int index, ReadOnlySpan<byte> bytes)
    {
        if (_monitors[index].MaySend)
        {
            _monitors[index].Send(bytes);
            OfferAll();                                     // the core has done nothing yet that could be taken
        }
    }

    public void SendDescriptors(int index, int count)
    {
        if (_monitors[index].MaySend)
        {
            _monitors[index].SendDescriptors(count);
        }
    }

    public void EndInput(int index)
    {
        if (_monitors[index].MaySend)
        {
            _monitors[index].EndsInput = true;
            OfferAll();
        }
    }

    /// <summary>Logs what was put out, then offers what is unread until nothing is taken any more, and follows the server where it closes.</summary>
    public void Settle()
    {
        TakeOutputs();
        OfferAll();
    }

    private void OfferAll()
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            for (int index = 0; index < _used; index++)
            {
                if (_monitors[index].IsConnected && Offer(index, _monitors[index]))
                {
                    moved = true;
                    TakeOutputs();
                    _log.Add(LogKind.State, index, _group.StateOf(_monitors[index].Number));
                }
            }
        }
    }

    private bool Offer(int index, HarnessMonitor monitor)
    {
        bool moved = false;
        if (!_group.IsSuspended(monitor.Number))
        {
            AttachDescriptors(index, monitor);
        }

        if (monitor.Offered.Length > 0)
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

    private void AttachDescriptors(int index, HarnessMonitor monitor)
    {
        Span<int> descriptors = stackalloc int[ScheduleStep.DescriptorLimit];
        while (monitor.TryTakeDescriptors(out int count))
        {
            for (int i = 0; i < count; i++)
            {
                descriptors[i] = _nextDescriptor++;
            }

            _log.Add(LogKind.Descriptors, index, count);
            _group.Attach(monitor.Number, descriptors[..count]);
        }
    }

    /// <summary>What is taken is logged before the answers to it; should the target throw, all that it was offered.</summary>
    private int Receive(int index, HarnessMonitor monitor)
    {
        int taken = monitor.Offered.Length;
        try
        {
            return taken = _group.Receive(monitor.Number, monitor.Offered);
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
        for (int index = 0; index < _used; index++)
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
