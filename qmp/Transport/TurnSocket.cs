using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>A connected socket for one thread that sends and receives by turns. Failures are values: the connection broke.</summary>
public abstract class TurnSocket : IDisposable
{
    private protected TurnSocket(Socket socket) => Socket = socket;

    /// <summary>The connection broke, or the peer sends no more.</summary>
    public bool HasEnded { get; private protected set; }

    private protected Socket Socket { get; }

    /// <summary>Waits for something to receive, or the end; false if the time ran out.</summary>
    public bool WaitToReceive(TimeSpan limit) => Socket.Poll(limit, SelectMode.SelectRead);

    /// <summary>Says to the peer that we will send no more.</summary>
    public void ShutdownSend()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            HasEnded = true;
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }
}
