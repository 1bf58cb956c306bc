using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// Threads that wait for clients; the one that has taken a client serves it to its end: a connection wakes one thread, and that hands
/// it to no other. Invariant: while there is a client to come, at least one of them waits for it, or will before long.
/// </summary>
internal sealed class AcceptingThreads(QmpListener listener, int mostClients, Action<int, RelaySocket> serve, Action<IOException> failed)
{
    private const int MostIdle = 4;

    private readonly TaskCompletionSource _ended = new();
    private Exception? _fault;
    private int _threads;
    private int _idle;
    private int _clients;

    /// <summary>Serves until the listener is disposed, or has given out all clients, and the last of them has left.</summary>
    public Task RunAsync()
    {
        StartOne();
        return _ended.Task;
    }

    private void StartOne()
    {
        Interlocked.Increment(ref _threads);
        Interlocked.Increment(ref _idle);
        new Thread(Run) { IsBackground = true, Name = "tap" }.Start();
    }

    private void Run()
    {
        try
        {
            while (Accept() is { } client && ServeAndStay(client))
            {
                // the next one
            }
        }
        catch (Exception ours)                              // ends this connection; the others go on, and the owner hears of it at the end
        {
            Interlocked.CompareExchange(ref _fault, ours, null);
        }

        if (Interlocked.Decrement(ref _threads) > 0)
        {
            return;
        }

        if (_fault is { } fault)
        {
            _ended.TrySetException(fault);
        }
        else
        {
            _ended.TrySetResult();
        }
    }

    private RelaySocket? Accept()
    {
        while (true)
        {
            try
            {
                return listener.Accept();
            }
            catch (IOException failure)
            {
                failed(failure);
            }
        }
    }

    // false: enough others are idle
    private bool ServeAndStay(RelaySocket client)
    {
        int index = Interlocked.Increment(ref _clients) - 1;
        if (index + 1 >= mostClients)
        {
            listener.Dispose();
        }

        if (Interlocked.Decrement(ref _idle) == 0 && index + 1 < mostClients)
        {
            StartOne();
        }

        serve(index, client);
        if (Interlocked.Increment(ref _idle) <= MostIdle)
        {
            return true;
        }

        Interlocked.Decrement(ref _idle);
        return false;
    }
}
