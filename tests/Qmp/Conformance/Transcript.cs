using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>What the client of a transcript does next.</summary>
internal abstract record TranscriptStep;

/// <summary>One write, or a block that is written again and again; descriptors travel with its first byte.</summary>
internal sealed record SendStep(byte[] Bytes, int Descriptors = 0, int Times = 1) : TranscriptStep;

/// <summary>Goes on when so many lines in total came after the greeting.</summary>
internal sealed record WaitStep(int Replies) : TranscriptStep;

/// <summary>Goes on when that line has come.</summary>
internal sealed record UntilStep(string Reply) : TranscriptStep;

internal sealed record SleepStep(int Milliseconds) : TranscriptStep;

internal sealed record CloseStep : TranscriptStep;

/// <summary>The client will send no more, and goes on reading.</summary>
internal sealed record HalfCloseStep : TranscriptStep;

/// <summary>The client leaves and comes again.</summary>
internal sealed record ReconnectStep : TranscriptStep;

/// <summary>What one connection was told after the greeting: the lines byte for byte, event timestamps set to 0, and the same as JSON values, in JSON.</summary>
internal sealed record RecordedReplies(IReadOnlyList<string> Raw, IReadOnlyList<string> Values);

/// <summary>One conversation with a real server: what was sent, and each line that came back after the greeting.</summary>
internal sealed record Transcript
{
    public required string Name { get; init; }

    public required string Category { get; init; }

    public required IReadOnlyList<TranscriptStep> Steps { get; init; }

    /// <summary>One after the other; all but the last end with a <see cref="ReconnectStep"/>.</summary>
    public required IReadOnlyList<RecordedReplies> Connections { get; init; }

    public required bool ClosedByServer { get; init; }

    public required bool OutOfBand { get; init; }

    public ProtocolDialect Dialect { get; init; } = ProtocolDialect.Qemu;

    /// <summary>The answers are facts about the machine: they are compared by type.</summary>
    public bool IsComparedByType { get; init; }

    /// <summary>A command that takes its time runs: what is sent when makes a difference.</summary>
    public bool HasSlowCommand => Steps.OfType<SendStep>().SelectMany(send => send.Bytes).ToArray().AsSpan().IndexOf("qemu-io"u8) >= 0;

    /// <summary>Numbers of descriptors depend on the process: only their type is compared.</summary>
    public bool HasDescriptors => Steps.OfType<SendStep>().Any(send => send.Descriptors > 0);

    public override string ToString() => Name;
}
