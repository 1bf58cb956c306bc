using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for threads that block in it: one system call a chunk, and no hop between threads from readiness to data.
/// One thread receives and one sends; any thread may shut it down, which wakes the others. Failures are values: they end every session.
/// </summary>
public sealed class BlockingSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly bool _passesDescriptors;

    internal BlockingSocket(Socket socket)
    {
        _socket = socket;
        _passesDescriptors = socket.AddressFamily == AddressFamily.Unix && DescriptorPassing.IsSupported;
    }

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

    /// <summary>
    /// Waits for bytes, and takes the file descriptors that came with them (unix), which the caller then owns; 0 bytes mean that the
    /// peer will send no more. False: the connection broke.
    /// </summary>
    public bool Receive(Span<byte> buffer, List<int> descriptors, out int received)
    {
        if (!_passesDescriptors)
        {
            received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            return error == SocketError.Success;
        }

        do
        {
            received = DescriptorPassing.Receive(_socket.SafeHandle, buffer, descriptors, wait: true);
        }
        while (received == -Interrupted);
        return received >= 0;
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

    /// <summary>Sends all of the bytes, and file descriptors with the first of them; where they cannot be sent, without them.</summary>
    public bool Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        if (!_passesDescriptors || descriptors.IsEmpty)
        {
            return Send(bytes);
        }

        int sent;
        do
        {
            sent = DescriptorPassing.Send(_socket.SafeHandle, bytes, descriptors, wait: true);
        }
        while (sent == -Interrupted);
        return sent >= 0 && Send(bytes[sent..]);
    }

    /// <summary>File descriptors can be received and sent.</summary>
    public bool PassesDescriptors => _passesDescriptors;

    /// <summary>Closes descriptors that were received.</summary>
    public static void Close(List<int> descriptors)
    {
        descriptors.ForEach(DescriptorPassing.Close);
        descriptors.Clear();
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
