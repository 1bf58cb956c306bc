using System.Runtime.InteropServices;

namespace QmpFuzz.Replay.Timing;

/// <summary>Sleeps of the C library, exact to some tens of microseconds; elsewhere than on Linux the framework's.</summary>
internal static partial class MonotonicSleep
{
    private const int Monotonic = 1;
    private const int Absolute = 1;
    private const int Interrupted = 4;
    private const int TimerSlack = 29;

    /// <summary>Lets this thread wake when it is due: the kernel adds 50 microseconds otherwise.</summary>
    public static void SetTimerSlack()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = prctl(TimerSlack, 1, 0, 0, 0);          // refused: the spin at the end covers it
        }
    }

    public static void Sleep(TimeSpan duration)
    {
        if (!OperatingSystem.IsLinux())
        {
            Task.Delay(duration).Wait();
            return;
        }

        _ = clock_gettime(Monotonic, out Timespec until);
        long nanoseconds = until.Nanoseconds + (duration.Ticks * TimeSpan.NanosecondsPerTick);
        until.Seconds += nanoseconds / 1_000_000_000;
        until.Nanoseconds = nanoseconds % 1_000_000_000;
        int outcome;
        do
        {
            outcome = clock_nanosleep(Monotonic, Absolute, in until, 0);
        }
        while (outcome == Interrupted);
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in Timespec until, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
