using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace QmpFuzz.Cli;

/// <summary>Takes standard input and output for our own talk with another process, so that what a target prints or reads does not get into it.</summary>
internal static class StandardStreams
{
    private const int CloseOnExec = 1030;                   // F_DUPFD_CLOEXEC
    private const int ReadWrite = 2;

    /// <summary>Both as private streams; descriptors 0 and 1 lead nowhere from now on.</summary>
    public static (Stream Input, Stream Output) Take()
    {
        (Stream, Stream) streams = (Private(0, FileAccess.Read), Private(1, FileAccess.Write));
        int nowhere = Open("/dev/null"u8, ReadWrite);
        _ = Duplicate(nowhere, 0);
        _ = Duplicate(nowhere, 1);
        return streams;
    }

    private static FileStream Private(int descriptor, FileAccess access)
    {
        int copy = Control(descriptor, CloseOnExec, 3);
        return copy >= 0
            ? new FileStream(new SafeFileHandle(copy, ownsHandle: true), access, bufferSize: 0)
            : throw new IOException($"descriptor {descriptor} cannot be copied: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int from, int to);

    private static unsafe int Open(ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* start = path)
        {
            return Open(start, flags);
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern unsafe int Open(byte* path, int flags);
}
