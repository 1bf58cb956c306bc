using System.Collections.Immutable;
using QmpFuzz.Replay.Descriptors;

namespace QmpFuzz.Replay.Timing;

/// <summary>What the client does to a connection.</summary>
internal enum PlaybackAction
{
    Connect,
    Send,

    /// <summary>Half-close: says that it will send no more.</summary>
    EndInput,
    Close,
    Reset,
}

/// <summary>
/// One thing that a recorded client did.
/// </summary>
/// <param name="Session">Which of the sessions that are played together.</param>
/// <param name="Action">What it did.</param>
/// <param name="At">When, on the clock that these sessions share.</param>
/// <param name="Bytes">What was sent, as one chunk.</param>
internal sealed record PlaybackStep(int Session, PlaybackAction Action, TimeSpan At, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>How many of the session's messages from the server had come before.</summary>
    public int Awaits { get; init; }

    /// <summary>The server had closed before.</summary>
    public bool AwaitsEnd { get; init; }

    /// <summary>How much the client had sent before.</summary>
    public long Offset { get; init; }

    /// <summary>What travelled with the first byte.</summary>
    public ImmutableArray<RecordedDescriptor> Descriptors { get; init; } = [];
}
