using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// Gives a <see cref="MonitorGroup"/> what it does not have: a lock, the time, one timer, and a way to wait until a monitor
/// has something to say or takes input again.
/// </summary>
internal sealed class MonitorHost : IDisposable
{
    private const int Nobody = -1;

    /// <summary>A timer takes no more than 49 days; waking up for nothing does no harm.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly MonitorGroup _group;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _started;
    private readonly Backlog _backlog;
    private readonly List<Client> _clients = [];
    private readonly Stack<int> _free = new();

    public MonitorHost(ProtocolDialect dialect, BacklogLimits limits, TimeProvider time)
    {
        _backlog = new Backlog(limits);
        _group = new MonitorGroup(dialect, monitors: 0);
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Locked(static _ => true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool HasQuit => Locked(group => group.HasQuit);

    /// <summary>The number of a monitor without a client: a new one, or one that was given back.</summary>
    public int RentMonitor() => Locked(group =>
    {
        if (_free.TryPop(out int monitor))
        {
            return monitor;
        }

        _clients.Add(new Client());
        _backlog.Add();
        return group.AddMonitor();
    });

    public void ReturnMonitor(int monitor) => Locked(_ =>
    {
        _free.Push(monitor);
        return true;
    });

    /// <summary>A client is there; <paramref name="giveUp"/> is called if it cannot be kept, and must not block.</summary>
    public void Connect(int monitor, Action giveUp) => Locked(group =>
    {
        _clients[monitor].GiveUp = giveUp;
        group.Connect(monitor);
        return true;
    });

    public void Disconnect(int monitor) => Locked(group =>
    {
        group.Disconnect(monitor);
        _clients[monitor].GiveUp = null;
        _clients[monitor].Unsent = 0;
        Count(monitor);
        return true;
    });

    public void EndOfInput(int monitor) => Locked(group =>
    {
        group.EndOfInput(monitor);
        return true;
    });

    /// <summary>Hands over descriptors that came with what will be received next.</summary>
    public void Attach(int monitor, List<int> descriptors) => Locked(group =>
    {
        group.Attach(monitor, CollectionsMarshal.AsSpan(descriptors));
        return true;
    });

    /// <summary>Offers input; returns where the monitor stopped taking it.</summary>
    public SequencePosition Receive(int monitor, in ReadOnlySequence<byte> input)
    {
        lock (_gate)
        {
            TellTime();
            long room = _backlog.Limit - _clients[monitor].Unsent;
            long taken = 0;
            foreach (ReadOnlyMemory<byte> chunk in input)
            {
                int part = _group.Receive(monitor, chunk.Span, room);
                taken += part;
                if (part < chunk.Length)
                {
                    break;
                }
            }

            Count(monitor);
            Settle(author: monitor);
            return input.GetPosition(taken);
        }
    }

    /// <summary>Hands over what there is to send, of which <see cref="Sent"/> is told; true when the connection is to be closed after that.</summary>
    public bool TakeOutput(int monitor, TakenOutput output)
    {
        lock (_gate)
        {
            _group.TakeOutput(monitor, output);
            _clients[monitor].Unsent = output.Length;
            return _group.WantsClose(monitor);
        }
    }

    /// <summary>What was handed over is with the system; input that waited for it goes on.</summary>
    public void Sent(int monitor)
    {
        lock (_gate)
        {
            _clients[monitor].Unsent = 0;
            _clients[monitor].Input.Set();
            Count(monitor);
        }
    }

    /// <summary>Waits until there may be something to send, or the connection is to be closed.</summary>
    public ValueTask<bool> WaitForOutputAsync(int monitor, CancellationToken cancellation) => _clients[monitor].Output.WaitAsync(cancellation);

    /// <summary>Waits until input may be taken again.</summary>
    public ValueTask<bool> WaitForInputAsync(int monitor, CancellationToken cancellation) => _clients[monitor].Input.WaitAsync(cancellation);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _group.ReleaseDescriptors();
            CloseReleased();
        }
    }

    private TResult Locked<TResult>(Func<MonitorGroup, TResult> work)
    {
        lock (_gate)
        {
            TellTime();
            TResult result = work(_group);
            Settle();
            return result;
        }
    }

    private void TellTime() => _group.Advance(
        (long)_time.GetElapsedTime(_started).TotalMicroseconds,
        (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Wakes who has something to do, and sets the timer to when there is more.</summary>
    private void Settle(int author = Nobody)
    {
        CloseReleased();
        while (_group.TryTakeChanged(out int monitor))
        {
            _clients[monitor].Output.Set();
            _clients[monitor].Input.Set();
            Count(monitor);
            if (monitor != author && _backlog.IsTooFarBehind(monitor))
            {
                GiveUp(monitor);
            }
        }

        TimeSpan due = _group.NextWakeUp is { } wakeUp
            ? TimeSpan.FromMicroseconds(Math.Max(0, wakeUp)) - _time.GetElapsedTime(_started)
            : Timeout.InfiniteTimeSpan;
        if (due != Timeout.InfiniteTimeSpan)
        {
            due = TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, LongestWait.Ticks));
        }

        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void CloseReleased()
    {
        while (_group.TryTakeReleased(out int descriptor))
        {
            DescriptorPassing.Close(descriptor);
        }
    }

    private void Count(int monitor)
    {
        if (_backlog.Count(monitor, _clients[monitor].Unsent + _group.OutputLength(monitor), _group.InputSize(monitor)))
        {
            _clients.ForEach(client => client.Input.Set());
        }

        if (_backlog.IsTooMuch(monitor))
        {
            GiveUp(monitor);
        }
    }

    private void GiveUp(int monitor) => _clients[monitor].GiveUp?.Invoke();

    private sealed class Client
    {
        /// <summary>Bytes that were taken and are not yet with the system.</summary>
        public long Unsent { get; set; }

        public Action? GiveUp { get; set; }

        public Waker Output { get; } = new();

        public Waker Input { get; } = new();
    }

    /// <summary>Remembers one call of <see cref="Set"/> for the next that waits.</summary>
    private sealed class Waker
    {
        private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Set() => _set.Writer.TryWrite(true);

        public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _set.Reader.ReadAsync(cancellation);
    }
}
