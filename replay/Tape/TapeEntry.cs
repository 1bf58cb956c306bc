using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Tape;

/// <summary>
/// One thing of a recording, in the order in which it happened; <paramref name="At"/> is on the clock that the sessions of the group
/// share. A replay reads them as it comes to them, so that the length of a recording does not matter.
/// </summary>
internal abstract record TapeEntry(int Session, TimeSpan At)
{
    private const int Overhead = 256;                       // of the objects around the bytes, about

    /// <summary>What it costs to hold it in memory, about.</summary>
    public virtual int Weight => Overhead;

    protected static int Weigh(ReadOnlyMemory<byte> bytes) => Overhead + bytes.Length;
}

/// <summary>The client did something.</summary>
internal sealed record StepEntry(PlaybackStep Step) : TapeEntry(Step.Session, Step.At)
{
    public override int Weight => Weigh(Step.Bytes);
}

/// <summary>What the client asked with what it does next; <paramref name="Bound"/>: the places in it for live values.</summary>
internal sealed record AskedEntry(int Session, TimeSpan At, RecordedCommand Command, ImmutableArray<BoundToken> Bound) : TapeEntry(Session, At);

/// <summary>The server said something.</summary>
internal sealed record SaidEntry(int Session, ServerMessage Message) : TapeEntry(Session, Message.At)
{
    public override int Weight => Weigh(Message.Bytes);
}

/// <summary>The server closed.</summary>
internal sealed record ServerEndEntry(int Session, TimeSpan At) : TapeEntry(Session, At);

/// <summary>The recording lacks so many bytes.</summary>
internal sealed record LostEntry(int Session, TimeSpan At, long Bytes) : TapeEntry(Session, At);
