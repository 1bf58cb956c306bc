using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server under test that runs in a process of its own.</summary>
internal abstract class LiveServer : IDisposable
{
    /// <summary>Whether it may be stopped, and its machine ended: then it was started by us.</summary>
    public abstract bool IsDisposable { get; }

    /// <summary>How many edges it may count, if it can be looked into; else 0.</summary>
    public virtual int MapLength => 0;

    /// <summary>What it counted since that was last cleared, also when it is dead by now.</summary>
    public virtual Span<byte> Counters => default;

    /// <summary>Where it listens; starts it, or another one, if need be.</summary>
    public abstract QmpEndpoint Start();

    /// <summary>Gives it this time to end by itself, then ends it. How it ended; null if we had to, or nobody can tell.</summary>
    public abstract TargetExit? End(TimeSpan patience);

    /// <summary>Done with this one: the next <see cref="Start"/> makes another.</summary>
    public abstract void Abandon();

    public abstract void Dispose();
}
