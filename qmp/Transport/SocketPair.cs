using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>What to wait for at a socket; that the peer has hung up ends each wait. The values are those of poll(2), which always tells of that.</summary>
[Flags]
public enum Awaited : short
{
    /// <summary>The socket is left alone.</summary>
    Nothing = 0,
    Input = 1,
    Room = 4,
    HangUp = 16,
}

/// <summary>Two sockets between which one thread carries bytes: it waits until one of them can go on. Linux only.</summary>
public sealed partial class SocketPair(RelaySocket first, RelaySocket second)
{
    private const short HangUpOrError = 8 | 16 | 32;
    private const int Nobody = -1;

    private readonly int _firstDescriptor = first.Descriptor;
    private readonly int _secondDescriptor = second.Descriptor;
    private short _first;
    private short _second;

    /// <summary>Waits until something of this has come about, or only looks. A signal may end it early: then nothing has.</summary>
    public unsafe void Wait(Awaited atFirst, Awaited atSecond, bool onlyLook)
    {
        PollDescriptor* descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = Of(_firstDescriptor, atFirst);
        descriptors[1] = Of(_secondDescriptor, atSecond);
        int ready = poll(descriptors, 2, onlyLook || HasInput(first, atFirst) || HasInput(second, atSecond) ? 0 : -1);
        _first = ready < 0 ? (short)0 : descriptors[0].Returned;
        _second = ready < 0 ? (short)0 : descriptors[1].Returned;
    }

    /// <summary>Whether this had come about at the end of the last wait.</summary>
    public bool IsReady(RelaySocket socket, Awaited awaited) =>
        ((ReferenceEquals(socket, first) ? _first : _second) & ((short)awaited | HangUpOrError)) != 0 || HasInput(socket, awaited);

    private static bool HasInput(RelaySocket socket, Awaited awaited) => awaited.HasFlag(Awaited.Input) && socket.HoldsInput;

    private static PollDescriptor Of(int descriptor, Awaited awaited) =>
        new() { Descriptor = awaited == Awaited.Nothing ? Nobody : descriptor, Requested = (short)awaited, Returned = 0 };

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
