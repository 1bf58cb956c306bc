using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// One connected stream socket, unix or TCP. Receiving and sending may run at the same time, each from one place.
/// Failures of the network are <see cref="IOException"/>s with the endpoint in their message.
/// </summary>
public sealed class QmpSocket : IDisposable
{
    private const int BrokenPipe = 32;                      // EPIPE
    private const int ConnectionReset = 104;                // ECONNRESET

    private static readonly TimeSpan LookForCancellation = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;

    internal QmpSocket(Socket socket, QmpEndpoint endpoint)
    {
        _socket = socket;
        Endpoint = endpoint;
    }

    public QmpEndpoint Endpoint { get; }

    /// <summary>File descriptors can travel with its bytes: a unix socket, on Linux.</summary>
    public bool PassesDescriptors => Endpoint.Path is not null && DescriptorPassing.IsSupported;

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
        if (!PassesDescriptors)
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

            if (!DescriptorPassing.IsTooEarly(received))
            {
                throw Lost(-received);
            }
        }
    }

    /// <summary>
    /// Sends all of the bytes, of which there is at least one, and with the first of them file descriptors, at most
    /// <see cref="DescriptorPassing.MaxDescriptors"/>. The caller still owns those; the peer gets duplicates.
    /// </summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, IReadOnlyList<int> descriptors, CancellationToken cancellation)
    {
        int sent = descriptors.Count > 0 ? await SendFirstAsync(bytes, [.. descriptors], cancellation) : 0;
        await SendAsync(bytes[sent..], cancellation);
    }

    /// <summary>Whether the peer has left for good. Over TCP that shows only when both directions have ended.</summary>
    public HangUp PeekHangUp() => HangUpPoll.Look(_socket.SafeHandle);

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

    private async ValueTask<int> SendFirstAsync(ReadOnlyMemory<byte> bytes, int[] descriptors, CancellationToken cancellation)
    {
        if (!PassesDescriptors)
        {
            throw new NotSupportedException($"{Endpoint}: no file descriptors can be passed here");
        }

        ArgumentOutOfRangeException.ThrowIfZero(bytes.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, DescriptorPassing.MaxDescriptors);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int sent = DescriptorPassing.Send(_socket.SafeHandle, bytes.Span, descriptors);
            if (sent >= 0)
            {
                return sent;
            }

            if (!DescriptorPassing.IsTooEarly(sent))
            {
                throw Lost(-sent);
            }

            // the framework waits for room only in order to send something: rare enough to spend a thread on
            await Task.Run(() => _socket.Poll(LookForCancellation, SelectMode.SelectWrite), cancellation);
        }
    }

    private ConnectionLostException Lost(int errno) => Lost(new SocketException((int)(errno switch
    {
        ConnectionReset => SocketError.ConnectionReset,
        BrokenPipe => SocketError.Shutdown,
        _ => SocketError.SocketError,
    })));

    private ConnectionLostException Lost(SocketException failure) => new(Endpoint, failure);
}
