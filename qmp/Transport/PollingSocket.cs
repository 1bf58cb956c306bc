using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// Neither sending nor receiving waits: a peer that reads nothing before its own output is read, or never answers, is waited for with a limit.
/// </summary>
public sealed partial class PollingSocket : TurnSocket
{
    private const nuint QueuedBytes = 0x5411;               // SIOCOUTQ

    internal PollingSocket(Socket socket)
        : base(socket) => socket.Blocking = false;

    /// <summary>Nothing more can be sent: the connection broke, or the peer has closed it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The peer has taken all that was sent (a unix socket: out of its own queue), or takes no more.</summary>
    public bool IsReadByPeer => IsBroken || ioctl(Socket.SafeHandle, QueuedBytes, out int queued) != 0 || queued == 0;

    /// <summary>Sends what fits now; 0 if nothing does, or the peer takes no more.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        int sent = Socket.Send(bytes, SocketFlags.None, out SocketError error);
        IsBroken |= error is not (SocketError.Success or SocketError.WouldBlock);
        HasEnded |= IsBroken;
        return sent;
    }

    /// <summary>Receives what is there now; 0 if nothing is, or the peer sends no more.</summary>
    public int Receive(Span<byte> buffer)
    {
        int received = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        HasEnded |= error == SocketError.Success ? received == 0 : error != SocketError.WouldBlock;
        return received;
    }

    /// <summary>Waits for room for more bytes; false if the time ran out.</summary>
    public bool WaitToSend(TimeSpan limit) => Socket.Poll(limit, SelectMode.SelectWrite);

    [LibraryImport("libc")]
    private static partial int ioctl(SafeHandle socket, nuint request, out int value);
}
