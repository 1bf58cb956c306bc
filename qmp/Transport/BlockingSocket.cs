using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket for threads that block in it: one system call a chunk, and no hop between threads from readiness to data.
/// One thread receives and one sends; any thread may shut it down, which wakes the others. Failures are values: they end every session.
/// </summary>
public sealed class BlockingSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly List<int> _held = [];                  // descriptors that wait for their byte to be received, and that byte
    private byte _heldByte;

    internal BlockingSocket(Socket socket)
    {
        _socket = socket;
        PassesDescriptors = socket.AddressFamily == AddressFamily.Unix && DescriptorPassing.IsSupported;
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

    /// <summary>File descriptors can travel with its bytes: a unix socket, on Linux.</summary>
    public bool PassesDescriptors { get; }

    /// <summary>
    /// Waits for bytes, and takes the file descriptors that came with the first of them, which the caller then owns; 0 bytes mean that the
    /// peer will send no more. Bytes with descriptors begin a chunk of their own. False: the connection broke.
    /// </summary>
    public bool Receive(Span<byte> buffer, List<int> descriptors, out int received)
    {
        if (!PassesDescriptors)
        {
            received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            return error == SocketError.Success;
        }

        if (_held.Count > 0)
        {
            received = TakeHeld(buffer, descriptors);
            return true;
        }

        bool withDescriptors;
        do
        {
            received = DescriptorPassing.ReceiveWaiting(_socket.SafeHandle, buffer, descriptors, out withDescriptors);
        }
        while (DescriptorPassing.IsTooEarly(received));

        received = received > 0 && withDescriptors ? ReceiveByteByByte(buffer, descriptors) : received;
        return received >= 0;
    }

    /// <summary>Sends all of the bytes. False: the peer takes no more.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = DescriptorPassing.SendWaiting(_socket.SafeHandle, bytes);
            if (sent >= 0)
            {
                bytes = bytes[sent..];
            }
            else if (!DescriptorPassing.IsTooEarly(sent))
            {
                return false;
            }
        }

        return true;
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

    /// <summary>Closes a descriptor that was received.</summary>
    public static void CloseDescriptor(int descriptor) => DescriptorPassing.Close(descriptor);

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

    public void Dispose()
    {
        _held.ForEach(DescriptorPassing.Close);
        _held.Clear();
        _socket.Dispose();
    }

    // up to the byte that descriptors came with, which begins the next chunk
    private int ReceiveByteByByte(Span<byte> buffer, List<int> descriptors)
    {
        for (int count = 0; count < buffer.Length; count++)
        {
            int received = DescriptorPassing.Receive(_socket.SafeHandle, buffer.Slice(count, 1), _held);
            if (_held.Count > 0)
            {
                _heldByte = buffer[count];
                return count > 0 ? count : TakeHeld(buffer, descriptors);
            }

            if (received <= 0)
            {
                return count > 0 ? count : received;
            }
        }

        return buffer.Length;
    }

    // and what was sent after that byte, unless more descriptors are on their way
    private int TakeHeld(Span<byte> buffer, List<int> descriptors)
    {
        descriptors.AddRange(_held);
        _held.Clear();
        buffer[0] = _heldByte;
        return 1 + Math.Max(0, DescriptorPassing.ReceivePlain(_socket.SafeHandle, buffer[1..], descriptors));
    }

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
