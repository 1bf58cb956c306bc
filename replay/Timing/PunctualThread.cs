using System.Runtime.InteropServices;

namespace QmpFuzz.Replay.Timing;

/// <summary>What a thread asks of the kernel to wake up when it is due. All of it may be refused: then sends are a little later.</summary>
internal static partial class PunctualThread
{
    private const int TimerSlack = 29;                      // PR_SET_TIMERSLACK
    private const int Niceness = -10;

    /// <summary>No slack on this thread's timers, which is 50 microseconds otherwise, and precedence over busy neighbours (root only).</summary>
    public static void Become()
    {
        _ = prctl(TimerSlack, 1, 0, 0, 0);
        _ = setpriority(0, 0, Niceness);
    }

    /// <summary>Gives up the precedence that a thread has from the one that started it.</summary>
    public static void Resign() => _ = setpriority(0, 0, 0);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
