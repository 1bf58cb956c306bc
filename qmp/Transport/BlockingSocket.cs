using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for threads that block in it: one system call a chunk, and no hop between threads from readiness to data.
/// One thread receives and one sends; any thread may shut it down, which wakes the others. Failures are values: they end every session.
/// </summary>
public sealed class BlockingSocket : IDisposable
{
    private readonly Socket _socket;

    internal BlockingSocket(Socket socket) => _socket = socket;

    /// <summary>Connects. Nobody there is an <see cref="EndpointUnreachableException"/>.</summary>
    public static BlockingSocket Connect(QmpEndpoint endpoint, CancellationToken cancellation)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            using CancellationTokenRegistration giveUp = cancellation.Register(socket.Dispose);
            socket.Connect(endpoint.ToAddress());
            return new BlockingSocket(socket);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new EndpointUnreachableException(endpoint, failure);
        }
    }

    /// <summary>Waits for bytes; 0 of them means that the peer will send no more. False: the connection broke.</summary>
    public bool Receive(Span<byte> buffer, out int received)
    {
        received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    /// <summary>Sends all of the bytes. False: the peer takes no more.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        SocketError error = SocketError.Success;
        while (!bytes.IsEmpty && error == SocketError.Success)
        {
            bytes = bytes[_socket.Send(bytes, SocketFlags.None, out error)..];
        }

        return error == SocketError.Success;
    }

    /// <summary>File descriptors can travel with its bytes: a unix socket, on Linux.</summary>
    public bool PassesDescriptors => _socket.AddressFamily == AddressFamily.Unix && DescriptorPassing.IsSupported;

    /// <summary>
    /// Receives as <see cref="Receive(Span{byte}, out int)"/> does, and the file descriptors that came with the first byte, which the caller
    /// then owns. Bytes with descriptors begin a chunk of their own.
    /// </summary>
    public bool Receive(Span<byte> buffer, List<int> descriptors, out int received)
    {
        if (!PassesDescriptors)
        {
            return Receive(buffer, out received);
        }

        do
        {
            _socket.Receive(Span<byte>.Empty, SocketFlags.None, out SocketError error);
            received = error == SocketError.Success ? DescriptorPassing.Receive(_socket.SafeHandle, buffer, descriptors) : -1;
        }
        while (DescriptorPassing.IsTooEarly(received));

        return received >= 0;
    }

    /// <summary>Sends all of the bytes, of which there is at least one, and descriptors with the first of them. The caller still owns those.</summary>
    public bool Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        int sent = 0;
        while (!descriptors.IsEmpty && DescriptorPassing.IsTooEarly(sent = DescriptorPassing.Send(_socket.SafeHandle, bytes, descriptors)))
        {
            _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectWrite);
        }

        return sent >= 0 && Send(bytes[sent..]);
    }

    /// <summary>Says to the peer that we will send no more.</summary>
    public void ShutdownSend() => Shutdown(SocketShutdown.Send);

    /// <summary>Takes no more from the peer: what has arrived is still received, then the input ends.</summary>
    public void ShutdownReceive() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends both directions at once and wakes whoever blocks in them.</summary>
    public void ShutdownBoth() => Shutdown(SocketShutdown.Both);

    /// <summary>Lets <see cref="Dispose"/> reset the connection instead of closing it; a unix peer sees a close.</summary>
    public void ResetOnClose() => _socket.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>Whether the peer has left for good. Over TCP that shows only when both directions have ended.</summary>
    public HangUp PeekHangUp() => HangUpPoll.Look(_socket.SafeHandle);

    /// <summary>Waits until the peer, or we ourselves, have ended both directions.</summary>
    public HangUp WaitForHangUp() => HangUpPoll.Wait(_socket.SafeHandle);

    public void Dispose() => _socket.Dispose();

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return;                                         // the peer or the owner was faster: there is nothing left to shut down
        }
    }
}
