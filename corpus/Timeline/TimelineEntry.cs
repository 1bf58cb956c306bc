using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>What a line of a timeline is about.</summary>
public enum TimelineKind
{
    Greeting,
    Command,
    Return,
    Error,
    Event,

    /// <summary>Bytes that are no message of QMP.</summary>
    Unreadable,
    Descriptors,
    Gap,
    EndOfInput,
    Close,
    Reset,
    Note,
}

/// <summary>One line of a timeline: a whole message, at the time of its last byte, or what happened to the connection.</summary>
public sealed record TimelineEntry(long Microseconds, SessionSide? From, TimelineKind Kind)
{
    /// <summary>The message as it was sent, without white space around it; or the note.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The name of a command or an event, the class of an error.</summary>
    public string? Name { get; init; }

    /// <summary>Number of a command in its session, from 1; a reply has the number of its command, if one was found.</summary>
    public int? Number { get; init; }

    /// <summary>From the command to this reply, in microseconds.</summary>
    public long? Latency { get; init; }

    /// <summary>Descriptors that travelled, or bytes that are missing.</summary>
    public long? Count { get; init; }
}
