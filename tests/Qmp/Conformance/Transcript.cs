namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>What the client of a transcript does next.</summary>
internal abstract record TranscriptStep;

internal sealed record SendStep(byte[] Bytes) : TranscriptStep;

/// <summary>Goes on when so many lines in total came after the greeting.</summary>
internal sealed record WaitStep(int Replies) : TranscriptStep;

internal sealed record SleepStep(int Milliseconds) : TranscriptStep;

internal sealed record CloseStep : TranscriptStep;

/// <summary>One conversation with a real server: what was sent, and each line that came back after the greeting.</summary>
internal sealed record Transcript
{
    public required string Name { get; init; }

    public required string Category { get; init; }

    public required IReadOnlyList<TranscriptStep> Steps { get; init; }

    /// <summary>The lines byte for byte, event timestamps set to 0.</summary>
    public required IReadOnlyList<string> RawReplies { get; init; }

    /// <summary>The same lines as JSON values, in JSON.</summary>
    public required IReadOnlyList<string> Replies { get; init; }

    public required bool ClosedByServer { get; init; }

    public required bool OutOfBand { get; init; }

    /// <summary>A command that takes its time runs: what is sent when makes a difference.</summary>
    public bool HasSlowCommand => Steps.OfType<SendStep>().SelectMany(send => send.Bytes).ToArray().AsSpan().IndexOf("qemu-io"u8) >= 0;

    public override string ToString() => Name;
}
