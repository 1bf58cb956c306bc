using System.Diagnostics;

namespace QmpFuzz.Replay.Timing;

/// <summary>
/// The monotonic clock of one playback, and how much of the processor may be burnt to hit a deadline: waking up from a sleep costs some
/// tens of microseconds, so the very end of a wait is spun, as long as that is a hundredth of one core.
/// </summary>
internal sealed class PlaybackClock
{
    private const int Share = 100;

    // measured on a virtual machine: spinning less misses the mark after long sleeps, more only costs processor time
    private static readonly TimeSpan LongestSpin = TimeSpan.FromMicroseconds(250);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _spun;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>How long before a deadline to wake up, on the clock of the kernel's timers.</summary>
    public TimeSpan SpinAllowed
    {
        get
        {
            TimeSpan left = (Now / Share) - _spun;
            return left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestSpin ? LongestSpin : left;
        }
    }

    /// <summary>A time of this playback on the system's monotonic clock, in nanoseconds.</summary>
    public long ToMonotonic(TimeSpan time) =>
        (long)((_start * (1e9 / Stopwatch.Frequency)) + (time.Ticks * TimeSpan.NanosecondsPerTick));

    public void SpinUntil(TimeSpan time)
    {
        TimeSpan from = Now;
        TimeSpan now = from;
        while (now < time)
        {
            Thread.SpinWait(10);
            now = Now;
        }

        _spun += now - from;
    }
}
