using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// One connected stream socket, unix or TCP. Receiving and sending may run at the same time, each from one place.
/// Failures of the network are <see cref="IOException"/>s with the endpoint in their message.
/// </summary>
public sealed class QmpSocket : IDisposable
{
    private readonly Socket _socket;

    internal QmpSocket(Socket socket, QmpEndpoint endpoint)
    {
        _socket = socket;
        Endpoint = endpoint;
    }

    public QmpEndpoint Endpoint { get; }

    /// <summary>Connects. Nobody there is an <see cref="EndpointUnreachableException"/>.</summary>
    public static async Task<QmpSocket> ConnectAsync(QmpEndpoint endpoint, CancellationToken cancellation)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            await socket.ConnectAsync(endpoint.ToAddress(), cancellation);
            return new QmpSocket(socket, endpoint);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new EndpointUnreachableException(endpoint, failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Receives what is there, at least one byte; 0 means that the peer will send no more.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, cancellation);
        }
        catch (SocketException failure)
        {
            throw Lost(failure);
        }
    }

    /// <summary>Sends all of the bytes.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, cancellation)..];
            }
        }
        catch (SocketException failure)
        {
            throw Lost(failure);
        }
    }

    /// <summary>The same socket as a stream, for pipelines; it does not own the socket.</summary>
    internal Stream ToStream() => new NetworkStream(_socket, ownsSocket: false);

    /// <summary>Half-close: says that we will send no more, and goes on receiving.</summary>
    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException failure)
        {
            throw Lost(failure);
        }
    }

    /// <summary>Closes so that a TCP peer sees a reset; a unix peer sees a close.</summary>
    public void Abort() => _socket.Close(0);

    public void Dispose() => _socket.Dispose();

    private ConnectionLostException Lost(SocketException failure) => new(Endpoint, failure);
}
