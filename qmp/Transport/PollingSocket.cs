using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for one thread that sends and receives by turns and must not block in either: a peer that reads nothing before
/// its own output is read, or never answers, is waited for with a limit. Failures are values: the connection broke.
/// </summary>
public sealed partial class PollingSocket : IDisposable
{
    private const nuint QueuedBytes = 0x5411;               // SIOCOUTQ

    private readonly Socket _socket;

    internal PollingSocket(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false;
    }

    /// <summary>Nothing more can be sent: the connection broke, or the peer has closed it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The peer has taken all that was sent (a unix socket: out of its own queue), or takes no more.</summary>
    public bool IsReadByPeer => IsBroken || ioctl(_socket.SafeHandle, QueuedBytes, out int queued) != 0 || queued == 0;

    /// <summary>The connection broke, or the peer sends no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Connects; null if nobody takes the connection.</summary>
    public static PollingSocket? TryConnect(QmpEndpoint endpoint)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            socket.Connect(endpoint.ToAddress());
            return new PollingSocket(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Sends what fits now; 0 if nothing does, or the peer takes no more.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        IsBroken |= error is not (SocketError.Success or SocketError.WouldBlock);
        HasEnded |= IsBroken;
        return sent;
    }

    /// <summary>Receives what is there now; 0 if nothing is, or the peer sends no more.</summary>
    public int Receive(Span<byte> buffer)
    {
        int received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        HasEnded |= error == SocketError.Success ? received == 0 : error != SocketError.WouldBlock;
        return received;
    }

    /// <summary>Waits for something to receive, or the end; false if the time ran out.</summary>
    public bool WaitToReceive(TimeSpan limit) => _socket.Poll(limit, SelectMode.SelectRead);

    /// <summary>Waits for room for more bytes; false if the time ran out.</summary>
    public bool WaitToSend(TimeSpan limit) => _socket.Poll(limit, SelectMode.SelectWrite);

    /// <summary>Says to the peer that we will send no more.</summary>
    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            HasEnded = true;
        }
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc")]
    private static partial int ioctl(SafeHandle socket, nuint request, out int value);
}
