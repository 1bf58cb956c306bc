using System.Runtime.ExceptionServices;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// The line of a large chunk, which a thread of the pool writes while the caller goes on. Who needs it written before such a thread has
/// begun writes it himself. Begin and complete are called by turns, by one thread at a time.
/// </summary>
internal sealed class WriteBehind : IThreadPoolWorkItem, IDisposable
{
    private const int NotBegun = 1;
    private const int Taken = 2;

    private readonly ManualResetEventSlim _written = new(true);
    private SessionWriter? _writer;
    private ReadOnlyMemory<byte> _line;
    private Exception? _failure;
    private int _state;

    public SessionSide Side { get; private set; }

    /// <summary>The length of the chunk.</summary>
    public int Bytes { get; private set; }

    public void Begin(SessionWriter writer, ReadOnlyMemory<byte> line, SessionSide side, int bytes)
    {
        (_writer, _line, Side, Bytes) = (writer, line, side, bytes);
        _written.Reset();
        Volatile.Write(ref _state, NotBegun);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Returns when it is written, with false if nothing was begun. What failed is thrown here.</summary>
    public bool Complete()
    {
        if (_writer is null)
        {
            return false;
        }

        WriteIfNotBegun();
        _written.Wait();
        _writer = null;
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }

        return true;
    }

    public void Execute() => WriteIfNotBegun();

    public void Dispose() => _written.Dispose();

    private void WriteIfNotBegun()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, NotBegun) != NotBegun)
        {
            return;                                         // another thread has it
        }

        try
        {
            _writer!.Append(_line.Span);
        }
        catch (Exception failure)                           // for the thread that completes it
        {
            _failure = failure;
        }

        _written.Set();
    }
}
