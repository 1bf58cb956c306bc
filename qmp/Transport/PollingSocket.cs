using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for one thread that sends and receives by turns and must not block in either: a peer that reads nothing before
/// its own output is read, or never answers, is waited for with a limit. Failures are values: the connection broke.
/// </summary>
public sealed class PollingSocket : IDisposable
{
    private readonly Socket _socket;

    private PollingSocket(Socket socket) => _socket = socket;

    /// <summary>The connection broke, or the peer sends no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Connects; null if nobody takes the connection.</summary>
    public static PollingSocket? TryConnect(QmpEndpoint endpoint)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            socket.Connect(endpoint.ToAddress());
            socket.Blocking = false;
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
        HasEnded |= error is not (SocketError.Success or SocketError.WouldBlock);
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
}
