using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for one thread that sends and receives by turns. Receiving waits, with a limit, in the call that receives; sending
/// does not wait: a peer may read nothing before its own output is read. Failures are values: the connection broke.
/// </summary>
public sealed class PatientSocket : IDisposable
{
    private readonly Socket _socket;

    private PatientSocket(Socket socket) => _socket = socket;

    /// <summary>The connection broke, or the peer sends no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Connects; null if nobody takes the connection. <paramref name="patience"/>: so long does <see cref="Receive"/> wait.</summary>
    public static PatientSocket? TryConnect(QmpEndpoint endpoint, TimeSpan patience)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            socket.Connect(endpoint.ToAddress());
            socket.ReceiveTimeout = Math.Max(1, (int)patience.TotalMilliseconds);
            return new PatientSocket(socket);
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
        int sent = DescriptorPassing.SendBytes(_socket.SafeHandle, bytes);
        HasEnded |= sent < 0 && !DescriptorPassing.IsTooEarly(sent);
        return Math.Max(0, sent);
    }

    /// <summary>Receives what there is as soon as there is something; 0 if nothing came in time, or the peer sends no more.</summary>
    public int Receive(Span<byte> buffer)
    {
        int received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        HasEnded |= error == SocketError.Success ? received == 0 : error is not (SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted);
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
