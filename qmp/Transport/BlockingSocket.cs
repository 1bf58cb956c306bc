using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Transport;

/// <summary>How a peer left for good.</summary>
public enum HangUp
{
    /// <summary>It is still there, at least to receive.</summary>
    None,
    Closed,
    Reset,
}

/// <summary>
/// A connected socket for threads that block in it: one system call a chunk, and no hop between threads from readiness to data.
/// One thread receives and one sends; any thread may shut it down, which wakes the others. Failures are values: they end every session.
/// </summary>
public sealed class BlockingSocket : IDisposable
{
    private const short PollError = 8;
    private const short PollHangUp = 16;
    private const int Forever = -1;
    private const int Interrupted = 4;

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

    /// <summary>Says to the peer that we will send no more.</summary>
    public void ShutdownSend() => Shutdown(SocketShutdown.Send);

    /// <summary>Takes no more from the peer: what has arrived is still received, then the input ends.</summary>
    public void ShutdownReceive() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends both directions at once and wakes whoever blocks in them.</summary>
    public void ShutdownBoth() => Shutdown(SocketShutdown.Both);

    /// <summary>Lets <see cref="Dispose"/> reset the connection instead of closing it; a unix peer sees a close.</summary>
    public void ResetOnClose() => _socket.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>Whether the peer has left for good. Over TCP that shows only when both directions have ended.</summary>
    public HangUp PeekHangUp() => Poll(0);

    /// <summary>Waits until the peer, or we ourselves, have ended both directions.</summary>
    public HangUp WaitForHangUp() => Poll(Forever);

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

    private HangUp Poll(int milliseconds)
    {
        bool held = false;
        try
        {
            _socket.SafeHandle.DangerousAddRef(ref held);
            PollDescriptor descriptor = new() { Descriptor = (int)_socket.SafeHandle.DangerousGetHandle() };
            while (poll(ref descriptor, 1, milliseconds) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
                descriptor.Returned = 0;
            }

            return (descriptor.Returned & PollError) != 0 ? HangUp.Reset
                : (descriptor.Returned & PollHangUp) != 0 ? HangUp.Closed
                : HangUp.None;
        }
        finally
        {
            if (held)
            {
                _socket.SafeHandle.DangerousRelease();
            }
        }
    }

    // asks for no event: hang-up and error are always reported
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
