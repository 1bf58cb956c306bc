using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Mock;

/// <summary>The server's side of one connection, answered from a recording by command and arguments, and at once: for a host with a wire of its own.</summary>
public sealed class RecordedServer(Recording recording)
{
    private readonly MockSession _session = new(MockScript.Of(recording, ReplayRules.Shipped), ReplayRules.Shipped, PlaybackSpeed.Unlimited, UnexpectedAnswer.Error);

    /// <summary>The recorded server closed the connection here.</summary>
    public bool Closes { get; private set; }

    /// <summary>What it says before the client has said anything.</summary>
    public ReadOnlyMemory<byte> Greet() => Take();

    /// <summary>What it says to this.</summary>
    public ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> bytes)
    {
        _session.Receive(bytes, TimeSpan.Zero);
        return Take();
    }

    private ReadOnlyMemory<byte> Take()
    {
        ReadOnlyMemory<byte> said = _session.TakeDue(TimeSpan.Zero, out bool closes);
        Closes |= closes;
        return said;
    }
}
