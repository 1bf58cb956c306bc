using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket of which one thread owns several and waits for all of them with <see cref="SocketWatch"/>: nothing but
/// <see cref="Connect"/> blocks. Failures of the network are <see cref="IOException"/>s with the endpoint in their message.
/// </summary>
public sealed class PolledSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly QmpEndpoint _endpoint;

    internal PolledSocket(Socket socket, QmpEndpoint endpoint)
    {
        (_socket, _endpoint) = (socket, endpoint);
        _socket.Blocking = false;
    }

    internal SafeHandle Handle => _socket.SafeHandle;

    /// <summary>Connects. Nobody there is an <see cref="EndpointUnreachableException"/>.</summary>
    public static PolledSocket Connect(QmpEndpoint endpoint, CancellationToken cancellation)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            using CancellationTokenRegistration giveUp = cancellation.Register(socket.Dispose);
            socket.Connect(endpoint.ToAddress());
            return new PolledSocket(socket, endpoint);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new EndpointUnreachableException(endpoint, failure);
        }
    }

    /// <summary>Takes what is there: 0 means that the peer will send no more, null that nothing has come yet.</summary>
    public int? TryReceive(Span<byte> buffer) => Judge(_socket.Receive(buffer, SocketFlags.None, out SocketError error), error);

    /// <summary>Sends what fits, descriptors with the first byte (unix sockets on Linux); null: nothing fits now.</summary>
    public int? TrySend(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        if (descriptors.IsEmpty || _endpoint.Path is null || !DescriptorPassing.IsSupported)
        {
            return Judge(_socket.Send(bytes, SocketFlags.None, out SocketError error), error);
        }

        int sent = DescriptorPassing.Send(_socket.SafeHandle, bytes, descriptors);
        return sent >= 0 ? sent
            : DescriptorPassing.IsTooEarly(sent) ? null
            : throw new ConnectionLostException(_endpoint, new SocketException((int)SocketError.ConnectionReset));
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
            throw new ConnectionLostException(_endpoint, failure);
        }
    }

    /// <summary>Closes so that a TCP peer sees a reset; a unix peer sees a close.</summary>
    public void Abort() => _socket.Close(0);

    public void Dispose() => _socket.Dispose();

    private int? Judge(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock or SocketError.IOPending or SocketError.Interrupted => null,
        _ => throw new ConnectionLostException(_endpoint, new SocketException((int)error)),
    };
}
