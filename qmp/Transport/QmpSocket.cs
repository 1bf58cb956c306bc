using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// One connected stream socket, unix or TCP. Receiving and sending may run at the same time, each from one place.
/// Failures of the network are <see cref="IOException"/>s with the endpoint in their message.
/// </summary>
public sealed class QmpSocket : IDisposable
{
    private const int Interrupted = 4;                      // EINTR
    private const int TryAgain = 11;                        // EAGAIN
    private const int ConnectionReset = 104;                // ECONNRESET

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

    /// <summary>Waits until there is something to receive, or the end, without a buffer.</summary>
    public async ValueTask WaitToReceiveAsync(CancellationToken cancellation) => await ReceiveAsync(Memory<byte>.Empty, cancellation);

    /// <summary>
    /// Receives as <see cref="ReceiveAsync(Memory{byte}, CancellationToken)"/> does, and with the bytes the file descriptors that came with the
    /// first of them (unix sockets on Linux), which the caller then owns.
    /// </summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, List<int> descriptors, CancellationToken cancellation)
    {
        if (Endpoint.Path is null || !DescriptorPassing.IsSupported)
        {
            return await ReceiveAsync(buffer, cancellation);
        }

        while (true)
        {
            await WaitToReceiveAsync(cancellation);
            int received = DescriptorPassing.Receive(_socket.SafeHandle, buffer.Span, descriptors);
            if (received >= 0)
            {
                return received;
            }

            if (-received is not (TryAgain or Interrupted))
            {
                throw Lost(new SocketException(-received == ConnectionReset ? (int)SocketError.ConnectionReset : (int)SocketError.SocketError));
            }
        }
    }

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
