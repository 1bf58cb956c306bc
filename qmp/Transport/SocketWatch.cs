using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// Waits for several sockets at once, on the calling thread, until an absolute time of the monotonic clock: poll(2) with a timerfd
/// among the descriptors, which is exact to some tens of microseconds where the framework's timers are to milliseconds. Linux only.
/// </summary>
public sealed unsafe partial class SocketWatch : IDisposable
{
    private const int Timer = 0;
    private const int Interruption = 1;
    private const int FirstSocket = 2;
    private const short Readable = 1;
    private const short Writable = 4;
    private const int Nobody = -1;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly SafeFileHandle _timer = Open(timerfd_create(clock: 1, flags: 0x80000));
    private readonly SafeFileHandle _interruption = Open(eventfd(0, flags: 0x80000));
    private readonly PollDescriptor[] _descriptors;

    public SocketWatch(int sockets)
    {
        _descriptors = new PollDescriptor[FirstSocket + sockets];
        Array.Fill(_descriptors, new PollDescriptor { Descriptor = Nobody, Requested = Readable });
        _descriptors[Interruption].Descriptor = (int)_interruption.DangerousGetHandle();
    }

    /// <summary>Watches a socket under this number until it is forgotten; it must not be disposed before.</summary>
    public void Watch(int number, PolledSocket socket) => _descriptors[FirstSocket + number].Descriptor = (int)socket.Handle.DangerousGetHandle();

    public void Forget(int number) => _descriptors[FirstSocket + number] = new PollDescriptor { Descriptor = Nobody, Requested = Readable };

    /// <summary>There is something to receive, or the end. Holds for the last wait.</summary>
    public bool IsReadable(int number) => (_descriptors[FirstSocket + number].Returned & ~Writable) != 0;

    /// <summary>Waits until a socket is readable, the time has come, or <see cref="Interrupt"/>; exact in time.</summary>
    public void WaitUntil(long monotonicNanoseconds)
    {
        TimerSpecification when = new() { Seconds = monotonicNanoseconds / NanosecondsPerSecond, Nanoseconds = monotonicNanoseconds % NanosecondsPerSecond };
        if (timerfd_settime(_timer, flags: 1, in when, 0) != 0)
        {
            throw new Win32Exception();
        }

        _descriptors[Timer].Descriptor = (int)_timer.DangerousGetHandle();
        Poll(-1);
        _descriptors[Timer].Descriptor = Nobody;
    }

    /// <summary>Waits until a socket is readable, about this long, or <see cref="Interrupt"/>.</summary>
    public void Wait(TimeSpan longest) =>
        Poll((int)Math.Clamp((long)Math.Ceiling(longest.TotalNanoseconds / NanosecondsPerMillisecond), 0, int.MaxValue));

    /// <summary>Waits until this socket takes bytes, another one is readable, or <see cref="Interrupt"/>.</summary>
    public void WaitToSend(int number)
    {
        ref PollDescriptor descriptor = ref _descriptors[FirstSocket + number];
        descriptor.Requested = Readable | Writable;
        Poll(-1);
        descriptor.Requested = Readable;
    }

    /// <summary>Ends the wait of the owning thread, from any thread, and every later one.</summary>
    public void Interrupt()
    {
        ulong one = 1;
        _ = write(_interruption, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _timer.Dispose();
        _interruption.Dispose();
    }

    // a signal ends it early: the caller looks at the clock and comes again
    private void Poll(int milliseconds)
    {
        fixed (PollDescriptor* descriptors = _descriptors)
        {
            if (poll(descriptors, (nuint)_descriptors.Length, milliseconds) <= 0)
            {
                foreach (ref PollDescriptor descriptor in _descriptors.AsSpan())
                {
                    descriptor.Returned = 0;
                }
            }
        }
    }

    private static SafeFileHandle Open(int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new Win32Exception();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_settime(SafeFileHandle timer, int flags, in TimerSpecification when, nint before);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint start, int flags);

    [LibraryImport("libc")]
    private static partial nint write(SafeFileHandle file, void* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary>struct itimerspec: an interval of zero, then the time.</summary>
    private struct TimerSpecification
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct pollfd.</summary>
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
