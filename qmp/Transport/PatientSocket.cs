using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// Receiving waits, with a limit, in the call that receives; sending does not wait: a peer may read nothing before its own output is read.
/// </summary>
public sealed class PatientSocket : TurnSocket
{
    private PatientSocket(Socket socket)
        : base(socket)
    {
    }

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
        int sent = DescriptorPassing.SendBytes(Socket.SafeHandle, bytes);
        HasEnded |= sent < 0 && !DescriptorPassing.IsTooEarly(sent);
        return Math.Max(0, sent);
    }

    /// <summary>Receives what there is as soon as there is something; 0 if nothing came in time, or the peer sends no more.</summary>
    public int Receive(Span<byte> buffer)
    {
        int received = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        HasEnded |= error == SocketError.Success ? received == 0 : error is not (SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted);
        return received;
    }
}
