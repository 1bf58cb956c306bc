using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>How a peer left for good.</summary>
public enum HangUp
{
    /// <summary>It is still there, at least to receive.</summary>
    None,
    Closed,
    Reset,
}

/// <summary>Finds out whether the peer of a socket has left for good, which reading does not tell from a half-close: poll(2), asked for no event.</summary>
internal static class HangUpPoll
{
    private const short PollError = 8;
    private const short PollHangUp = 16;
    private const int Interrupted = 4;

    public static HangUp Look(SafeHandle socket)
    {
        bool held = false;
        try
        {
            socket.DangerousAddRef(ref held);
            PollDescriptor descriptor = new() { Descriptor = (int)socket.DangerousGetHandle() };
            while (poll(ref descriptor, 1, milliseconds: 0) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
                descriptor.Returned = 0;
            }

            return (descriptor.Returned & PollError) != 0 ? HangUp.Reset
                : (descriptor.Returned & PollHangUp) != 0 ? HangUp.Closed
                : HangUp.None;
        }
        finally
        {
            if (held)
            {
                socket.DangerousRelease();
            }
        }
    }

    // asks for no event: hang-up and error are always reported
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
