namespace QmpFuzz.Tests.Recorder.Tap;

/// <summary>A clock that moves by hand, in microseconds, with timers that ring by hand.</summary>
internal sealed class RetryClock : TimeProvider
{
    private readonly List<RetryTimer> _timers = [];

    public long Microseconds { get; set; }

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => Microseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Microseconds * TimeSpan.TicksPerMicrosecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        RetryTimer timer = new(() => callback(state)) { Armed = dueTime != Timeout.InfiniteTimeSpan };
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Rings the timers that are armed; returns how many.</summary>
    public int Ring()
    {
        List<RetryTimer> armed = _timers.FindAll(timer => timer.Armed);
        armed.ForEach(timer => timer.Callback());
        return armed.Count;
    }

    private sealed class RetryTimer(Action callback) : ITimer
    {
        public Action Callback => callback;

        public bool Armed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Armed = dueTime != Timeout.InfiniteTimeSpan;

        public void Dispose() => Armed = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
