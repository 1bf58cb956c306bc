using System.Net.Sockets;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// A connected socket, one of the two between which a thread carries bytes: nothing but <see cref="Connect"/> blocks, the thread waits for both
/// at once with <see cref="SocketPair"/>. Any other thread may shut it down, which ends that wait. Failures are values: they end every session.
/// </summary>
public sealed class RelaySocket : IDisposable
{
    private readonly Socket _socket;
    private readonly List<int> _held = [];                  // descriptors that wait for their byte to be received, and that byte
    private byte _heldByte;
    private int _looked;                                    // bytes that were given out and stay with the kernel

    internal RelaySocket(Socket socket)
    {
        _socket = socket;
        PassesDescriptors = socket.AddressFamily == AddressFamily.Unix && DescriptorPassing.IsSupported;
    }

    /// <summary>Connects. Nobody there is an <see cref="EndpointUnreachableException"/>.</summary>
    public static RelaySocket Connect(QmpEndpoint endpoint, CancellationToken cancellation)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            using CancellationTokenRegistration giveUp = cancellation.Register(socket.Dispose);
            socket.Connect(endpoint.ToAddress());
            return new RelaySocket(socket);
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

    /// <summary>Something was received already that <see cref="Receive"/> has not given out.</summary>
    internal bool HoldsInput => _held.Count > 0;

    internal int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    /// <summary>
    /// Takes what is there, and the file descriptors that came with the first byte, which the caller then owns. Bytes with descriptors
    /// begin a chunk of their own. <see cref="Release"/> has to follow before the next wait.
    /// </summary>
    public Transfer Receive(Span<byte> buffer, List<int> descriptors)
    {
        Release();
        if (!PassesDescriptors)
        {
            return Judge(DescriptorPassing.ReceiveBytes(_socket.SafeHandle, buffer));
        }

        if (_held.Count > 0)
        {
            return Judge(TakeHeld(buffer, descriptors));
        }

        int received = ReceiveUnless(buffer, descriptors, out bool withDescriptors);
        return Judge(received > 0 && withDescriptors ? ReceiveByteByByte(buffer, descriptors) : received);
    }

    /// <summary>
    /// Lets the kernel drop what was received. That wakes the peer for nothing, even one that waits for a reply; with what was received sent on
    /// before, the one who has to answer runs first.
    /// </summary>
    public void Release()
    {
        if (_looked > 0)
        {
            DescriptorPassing.Discard(_socket.SafeHandle, _looked);
            _looked = 0;
        }
    }

    /// <summary>Sends what fits, of at least one byte, and descriptors with the first of it. The caller still owns those.</summary>
    public Transfer Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors) => Judge(
        descriptors.IsEmpty ? DescriptorPassing.SendBytes(_socket.SafeHandle, bytes) : DescriptorPassing.Send(_socket.SafeHandle, bytes, descriptors));

    /// <summary>Closes a descriptor that was received.</summary>
    public static void CloseDescriptor(int descriptor) => DescriptorPassing.Close(descriptor);

    /// <summary>Says to the peer that we will send no more.</summary>
    public void ShutdownSend() => Shutdown(SocketShutdown.Send);

    /// <summary>Takes no more from the peer: what has arrived is still received, then the input ends.</summary>
    public void ShutdownReceive() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends both directions at once.</summary>
    public void ShutdownBoth() => Shutdown(SocketShutdown.Both);

    /// <summary>Lets <see cref="Dispose"/> reset the connection instead of closing it; a unix peer sees a close.</summary>
    public void ResetOnClose() => _socket.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>Whether the peer has left for good. Over TCP that shows only when both directions have ended.</summary>
    public HangUp PeekHangUp() => HangUpPoll.Look(_socket.SafeHandle);

    public void Dispose()
    {
        _held.ForEach(DescriptorPassing.Close);
        _held.Clear();
        _socket.Dispose();
    }

    private static Transfer Judge(int result) =>
        result >= 0 ? new Transfer(result, TransferEnd.None)
        : DescriptorPassing.IsTooEarly(result) ? new Transfer(0, TransferEnd.TooEarly)
        : new Transfer(0, TransferEnd.Broken);

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
        int more = ReceiveUnless(buffer[1..], descriptors, out bool withDescriptors);
        return withDescriptors ? 1 : 1 + Math.Max(0, more);
    }

    private int ReceiveUnless(Span<byte> buffer, List<int> descriptors, out bool withDescriptors)
    {
        int received = DescriptorPassing.ReceiveUnless(_socket.SafeHandle, buffer, descriptors, out withDescriptors, out bool stays);
        _looked = stays ? received : 0;
        return received;
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
