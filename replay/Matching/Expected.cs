using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>A command of the recording, and the reply that it got there.</summary>
internal sealed class Asked(int number, RecordedCommand command)
{
    public int Number { get; } = number;

    public RecordedCommand Command { get; } = command;

    public Expected? Reply { get; set; }
}

/// <summary>A message of the recording, number <paramref name="number"/> of its session, that a live one is expected for.</summary>
internal sealed class Expected(int number, ServerMessage recorded)
{
    public int Number { get; } = number;

    public ServerMessage Recorded { get; } = recorded;

    /// <summary>What it costs to hold it in memory, about.</summary>
    public int Weight => 256 + Recorded.Bytes.Length;

    /// <summary>The command that it answers; null for greetings, events and answers to rubbish.</summary>
    public Asked? Answers { get; set; }

    /// <summary>Of an event: the last command before it.</summary>
    public Asked? Follows { get; set; }

    /// <summary>The live counterpart.</summary>
    public ServerMessage? Live { get; set; }

    /// <summary>The counterpart did not come in time (it may have come later).</summary>
    public bool WasGivenUp { get; set; }

    public bool IsSettled => Live is not null || WasGivenUp;

    /// <summary>What went on before it was given up.</summary>
    public ImmutableArray<TimelineRow> Context { get; set; } = [];
}
