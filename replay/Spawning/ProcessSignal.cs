using System.Runtime.InteropServices;

namespace QmpFuzz.Replay.Spawning;

/// <summary>Signals to a process that we started and to what it started.</summary>
internal static partial class ProcessSignal
{
    public const int Terminate = 15;
    public const int Kill = 9;
    public const int Abort = 6;

    /// <summary>Signals a process that is still there, and the group that it leads.</summary>
    public static void SendToTree(int process, int signal)
    {
        if (kill(-process, signal) != 0)
        {
            _ = kill(process, signal);
        }
    }

    /// <summary>Ends what is left of the group of a process that has ended: its own number may belong to somebody else by now.</summary>
    public static void EndGroup(int process) => _ = kill(-process, Kill);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
