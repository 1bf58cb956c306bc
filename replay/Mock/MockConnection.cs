using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Mock;

/// <summary>Gives a <see cref="MockSession"/> its socket and its clock, on one thread, until either side closes.</summary>
internal sealed class MockConnection(MockSession session, PolledSocket socket) : IDisposable
{
    private readonly SocketWatch _watch = new(1);
    private readonly PlaybackClock _clock = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public void Run(CancellationToken cancellation)
    {
        PunctualThread.Become();
        using CancellationTokenRegistration interrupting = cancellation.Register(_watch.Interrupt);
        _watch.Watch(0, socket);
        bool open = true;
        while (open)
        {
            cancellation.ThrowIfCancellationRequested();
            open = Send(session.TakeDue(_clock.Now, out bool closes).Span, cancellation) && !closes && Listen();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _watch.Dispose();
    }

    // false: the client has left
    private bool Listen()
    {
        if (session.NextDue is { } due)
        {
            _watch.WaitUntil(_clock.ToMonotonic(due));
        }
        else
        {
            _watch.Wait(TimeSpan.FromMinutes(1));
        }

        return !_watch.IsReadable(0) || Receive();
    }

    private bool Receive()
    {
        try
        {
            int? received = socket.TryReceive(_buffer);
            session.Receive(_buffer.AsSpan(0, received ?? 0), _clock.Now);
            return received != 0;
        }
        catch (ConnectionLostException)                     // how a client leaves is its own affair
        {
            return false;
        }
    }

    private bool Send(ReadOnlySpan<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                if (socket.TrySend(bytes, []) is { } sent)
                {
                    bytes = bytes[sent..];
                    continue;
                }

                cancellation.ThrowIfCancellationRequested();
                _watch.WaitToSend(0);
            }

            return true;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
    }
}
