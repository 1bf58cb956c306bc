using System.Buffers;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// One machine and its monitors, each of which serves one client at a time. Single-threaded and without I/O, clock or
/// randomness: what comes out is a function of the calls. Monitors are numbered from 0.
/// </summary>
public sealed class MonitorGroup
{
    public MonitorGroup(ProtocolDialect dialect, int monitors = 1) => throw new NotImplementedException();

    public ProtocolDialect Dialect => throw new NotImplementedException();

    public int MonitorCount => throw new NotImplementedException();

    /// <summary>One more monitor on the same machine; returns its number.</summary>
    public int AddMonitor() => throw new NotImplementedException();

    /// <summary>A client is there: the greeting is put out.</summary>
    public void Connect(int monitor) => throw new NotImplementedException();

    /// <summary>Takes bytes in any chunking and returns how many; a suspended monitor takes none (back pressure), offer the rest again later.</summary>
    public int Receive(int monitor, ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>The client will send no more; everything it sent has been taken by <see cref="Receive"/>.</summary>
    public void EndOfInput(int monitor) => throw new NotImplementedException();

    /// <summary>The client is gone; what it had queued is dropped, a command that runs goes on.</summary>
    public void Disconnect(int monitor) => throw new NotImplementedException();

    /// <summary>The monitor takes no input now.</summary>
    public bool IsSuspended(int monitor) => throw new NotImplementedException();

    /// <summary>The server wants to close this connection once its output is sent; the host then calls <see cref="Disconnect"/>.</summary>
    public bool WantsClose(int monitor) => throw new NotImplementedException();

    /// <summary>Bytes put out and not yet taken.</summary>
    public int OutputLength(int monitor) => throw new NotImplementedException();

    /// <summary>Hands over all bytes put out so far; returns how many.</summary>
    public int TakeOutput(int monitor, IBufferWriter<byte> destination) => throw new NotImplementedException();

    /// <summary>Commands that were started and are not finished, oldest first.</summary>
    public int PendingCount => throw new NotImplementedException();

    /// <summary>Finishes the <paramref name="pending"/>th (from 0) of the pending commands now.</summary>
    public void Complete(int pending) => throw new NotImplementedException();

    /// <summary>Holds the in-band dispatcher: commands queue up and none is started.</summary>
    public void Hold() => throw new NotImplementedException();

    /// <summary>Lets a held dispatcher run one command; false if none waits.</summary>
    public bool RunOne() => throw new NotImplementedException();

    /// <summary>Ends <see cref="Hold"/>: the dispatcher runs to exhaustion, now and after every message.</summary>
    public void Release() => throw new NotImplementedException();

    /// <summary>Events that the machine can raise by itself.</summary>
    public int EventCount => throw new NotImplementedException();

    /// <summary>The machine raises its <paramref name="index"/>th event.</summary>
    public void RaiseEvent(int index) => throw new NotImplementedException();

    /// <summary>Tells the time, in microseconds: monotonic for timers and rate limits, wall clock (since 1970) for timestamps. Runs what is due.</summary>
    public void Advance(long monotonic, long wall) => throw new NotImplementedException();

    /// <summary>The monotonic microsecond at which <see cref="Advance"/> has something to do, or null.</summary>
    public long? NextWakeUp => throw new NotImplementedException();
}
