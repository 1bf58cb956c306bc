using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>What goes into the log in place of a chunk; the peers get the chunk itself. May keep state: it sees one session, in order.</summary>
public delegate ReadOnlySpan<byte> ChunkTransform(SessionSide side, ReadOnlySpan<byte> chunk);

/// <summary>What a tap is told to do.</summary>
public sealed record RecordingOptions
{
    public required QmpEndpoint Listen { get; init; }

    /// <summary>The real server; dialled when a client has connected, since QEMU greets on connect.</summary>
    public required QmpEndpoint Connect { get; init; }

    /// <summary>Where the session files go; created 0700 if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>End after the first connection.</summary>
    public bool Once { get; init; }

    /// <summary>End a connection whose log cannot be written, instead of going on without it.</summary>
    public bool FailClosed { get; init; }

    /// <summary>Makes the transform of one session; null logs every chunk as it is.</summary>
    public Func<ChunkTransform>? Transform { get; init; }

    /// <summary>How long a clean stop waits for bytes that are under way.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(2);
}
