using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// File descriptors over a unix socket (SCM_RIGHTS, unix(7)). .NET's sockets have no call for ancillary data, so this is
/// recvmsg and sendmsg themselves, with the layouts of 64-bit Linux.
/// </summary>
internal static unsafe partial class DescriptorPassing
{
    /// <summary>The kernel's SCM_MAX_FD.</summary>
    public const int MaxDescriptors = 253;

    private const int MostPeeked = 4096;
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int OnlyPeek = 2;                         // MSG_PEEK
    private const int ControlCut = 8;                       // MSG_CTRUNC
    private const int DoNotWait = 0x40;                     // MSG_DONTWAIT
    private const int NoSignal = 0x4000;                    // MSG_NOSIGNAL
    private const int CloseOnExec = 0x40000000;             // MSG_CMSG_CLOEXEC
    private const int ControlHeader = 16;                   // struct cmsghdr: length, level, type
    private const int ControlSpace = ControlHeader + (((MaxDescriptors * sizeof(int)) + 7) & ~7);

    private const int Interrupted = 4;                      // EINTR
    private const int TryAgain = 11;                        // EAGAIN

    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>
    /// Receives what is there without waiting, and the descriptors that came with the first of it, which the caller then owns. The
    /// kernel would give them out with bytes that were sent earlier, and does not tell where they belong: while some are queued, single
    /// bytes are received, as QEMU always does. Returns the bytes (0: the peer will send no more), or the negative errno.
    /// </summary>
    public static int Receive(SafeHandle socket, Span<byte> buffer, List<int> descriptors)
    {
        int there = Peek(socket, buffer, out bool withDescriptors);
        if (there <= 0)
        {
            return there;
        }

        return ReceiveMessage(socket, buffer[..(withDescriptors ? 1 : there)], descriptors);
    }

    /// <summary>
    /// Receives what is there without waiting, unless descriptors are queued (<paramref name="withDescriptors"/>): then <see cref="Receive"/> gets
    /// them with their byte. What is short is only looked at (<paramref name="stays"/>), for <see cref="Discard"/> to take. Little is copied
    /// twice: in a burst longer than that, descriptors come with its first byte.
    /// </summary>
    public static int ReceiveUnless(SafeHandle socket, Span<byte> buffer, List<int> descriptors, out bool withDescriptors, out bool stays)
    {
        Span<byte> peeked = buffer[..Math.Min(buffer.Length, MostPeeked)];
        int there = Peek(socket, peeked, out withDescriptors);
        stays = there > 0 && there < peeked.Length && !withDescriptors;
        return there <= 0 || withDescriptors || stays ? there : ReceiveMessage(socket, buffer, descriptors);
    }

    /// <summary>Takes bytes that stayed.</summary>
    public static void Discard(SafeHandle socket, int count)
    {
        Span<byte> known = stackalloc byte[MostPeeked];
        _ = ReceiveBytes(socket, known[..count]);
    }

    /// <summary>Receives what is there without waiting, of a socket that passes no descriptors or has none queued. Returns as the others do.</summary>
    public static int ReceiveBytes(SafeHandle socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint received = ReceiveBytes(socket, start, (nuint)buffer.Length, DoNotWait);
            return received < 0 ? -Marshal.GetLastPInvokeError() : (int)received;
        }
    }

    /// <summary>Sends bytes without descriptors and without waiting. Returns the bytes sent, or the negative errno.</summary>
    public static int SendBytes(SafeHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint sent = SendBytes(socket, start, (nuint)bytes.Length, DoNotWait | NoSignal);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : (int)sent;
        }
    }

    /// <summary>Sends bytes, the descriptors with the first of them, without waiting. Returns the bytes sent, or the negative errno.</summary>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        byte* control = stackalloc byte[ControlSpace];
        fixed (byte* start = bytes)
        {
            IoVector vector = new() { Start = start, Length = (nuint)bytes.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1 };
            if (!descriptors.IsEmpty)
            {
                header.Control = control;
                header.ControlLength = WriteDescriptors(control, descriptors);
            }

            nint sent = SendMessage(socket, &header, DoNotWait | NoSignal);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : (int)sent;
        }
    }

    /// <summary>Nothing could be received or sent yet: wait, and call again.</summary>
    public static bool IsTooEarly(int result) => -result is TryAgain or Interrupted;

    /// <summary>Closes a descriptor that nobody wants.</summary>
    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    // without room for descriptors the kernel says that it has cut off the next ones, even if those lie behind the buffer
    private static int Peek(SafeHandle socket, Span<byte> buffer, out bool withDescriptors)
    {
        fixed (byte* start = buffer)
        {
            IoVector vector = new() { Start = start, Length = (nuint)buffer.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1 };
            nint there = ReceiveMessage(socket, &header, DoNotWait | OnlyPeek);
            withDescriptors = (header.Flags & ControlCut) != 0;
            return there < 0 ? -Marshal.GetLastPInvokeError() : (int)there;
        }
    }

    private static int ReceiveMessage(SafeHandle socket, Span<byte> buffer, List<int> descriptors)
    {
        byte* control = stackalloc byte[ControlSpace];
        fixed (byte* start = buffer)
        {
            IoVector vector = new() { Start = start, Length = (nuint)buffer.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSpace };
            nint received = ReceiveMessage(socket, &header, DoNotWait | CloseOnExec);
            if (received < 0)
            {
                return -Marshal.GetLastPInvokeError();
            }

            ReadDescriptors(control, header.ControlLength, descriptors);
            return (int)received;
        }
    }

    private static void ReadDescriptors(byte* control, nuint length, List<int> descriptors)
    {
        for (nuint at = 0; at + ControlHeader <= length;)
        {
            nuint size = *(nuint*)(control + at);
            int level = *(int*)(control + at + 8);
            int type = *(int*)(control + at + 12);
            if (size < ControlHeader || at + size > length)
            {
                return;
            }

            if (level == SolSocket && type == ScmRights)
            {
                descriptors.AddRange(new ReadOnlySpan<int>(control + at + ControlHeader, (int)(size - ControlHeader) / sizeof(int)));
            }

            at += (size + 7) & ~(nuint)7;
        }
    }

    private static nuint WriteDescriptors(byte* control, ReadOnlySpan<int> descriptors)
    {
        nuint size = (nuint)(ControlHeader + (descriptors.Length * sizeof(int)));
        *(nuint*)control = size;
        *(int*)(control + 8) = SolSocket;
        *(int*)(control + 12) = ScmRights;
        descriptors.CopyTo(new Span<int>(control + ControlHeader, MaxDescriptors));
        return size;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(SafeHandle socket, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(SafeHandle socket, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    /// <summary>struct iovec.</summary>
    private struct IoVector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
