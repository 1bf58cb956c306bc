using System.Collections.Concurrent;

namespace QmpFuzz.Replay.Timing;

/// <summary>
/// Waits until an absolute time of a monotonic clock. Long waits are the framework's timer; the rest is slept on a thread of its
/// own with clock_nanosleep, and spun at the very end, because waking up from a sleep costs up to a fifth of a millisecond.
/// </summary>
internal sealed class PreciseTimer : IDisposable
{
    // measured on a virtual machine: spinning less misses the mark after long sleeps, more only costs processor time
    private static readonly TimeSpan Spin = TimeSpan.FromMicroseconds(250);

    // the framework's timer may be some milliseconds late
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(12);

    private readonly TimeProvider _time;
    private readonly BlockingCollection<Wait> _waits = [];

    public PreciseTimer(TimeProvider time)
    {
        _time = time;
        Thread thread = new(Serve) { IsBackground = true, Name = "precise timer" };
        thread.Start();
    }

    /// <summary>Waits until <paramref name="elapsed"/> has passed since <paramref name="start"/>, a timestamp of the time provider.</summary>
    public async ValueTask WaitAsync(long start, TimeSpan elapsed, CancellationToken cancellation)
    {
        TimeSpan left = elapsed - _time.GetElapsedTime(start);
        if (left > Nap)
        {
            await Task.Delay(left - Nap, _time, cancellation);
            left = elapsed - _time.GetElapsedTime(start);
        }

        if (left <= TimeSpan.Zero)
        {
            return;
        }

        Wait wait = new(start, elapsed);
        _waits.Add(wait, cancellation);
        await wait.Done.Task;
    }

    public void Dispose() => _waits.CompleteAdding();

    private void Serve()
    {
        MonotonicSleep.SetTimerSlack();
        foreach (Wait wait in _waits.GetConsumingEnumerable())
        {
            TimeSpan sleep = wait.Elapsed - _time.GetElapsedTime(wait.Start) - Spin;
            if (sleep > TimeSpan.Zero)
            {
                MonotonicSleep.Sleep(sleep);
            }

            while (_time.GetElapsedTime(wait.Start) < wait.Elapsed)
            {
                Thread.SpinWait(10);
            }

            wait.Done.SetResult();                          // what follows runs here: handing it to another thread costs the time that was saved
        }

        _waits.Dispose();
    }

    private sealed record Wait(long Start, TimeSpan Elapsed)
    {
        public TaskCompletionSource Done { get; } = new();
    }
}
