using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Tape;

/// <summary>
/// Leaves of a session only what was sent between two times. Connecting and the capability negotiation are always played, and what
/// stays from before the first time happens at it.
/// </summary>
internal sealed class TapeWindow(TimeSpan from, TimeSpan to)
{
    private readonly AnsweredCommands _commands = new();
    private readonly HashSet<RecordedCommand> _played = new(ReferenceEqualityComparer.Instance);
    private (long Start, long End) _negotiation;

    /// <summary>False if the connection was not there between these times.</summary>
    public static bool Has(Recording recording, TimeSpan from, TimeSpan to) => recording.Start <= to && (from == TimeSpan.Zero || !recording.ClientLeft || recording.ClientEnd >= from);

    public static IEnumerable<TapeEntry> Cut(IEnumerable<TapeEntry> session, TimeSpan from, TimeSpan to)
    {
        TapeWindow window = new(from, to);
        return from == TimeSpan.Zero && to == TimeSpan.MaxValue ? session : session.Where(window.Stays).Select(window.NotBefore);
    }

    private bool Stays(TapeEntry entry) => entry switch
    {
        StepEntry { Step.Action: PlaybackAction.Connect } => true,
        StepEntry step => IsInside(entry) || (entry.At <= to && IsNegotiation(step.Step)),
        AskedEntry asked => Stays(asked),
        SaidEntry said => Stays(said),
        _ => entry.At <= to,
    };

    private bool IsInside(TapeEntry entry) => entry.At >= from && entry.At <= to;

    private bool IsNegotiation(PlaybackStep step) => step.Offset < _negotiation.End && _negotiation.Start < step.Offset + step.Bytes.Length;

    private bool Stays(AskedEntry asked)
    {
        bool negotiates = asked.Command.Name == "qmp_capabilities" && asked.At <= to;
        _negotiation = negotiates ? (asked.Command.Offset, asked.Command.Offset + asked.Command.Bytes.Length) : _negotiation;
        _commands.Add(asked.Command);
        return (negotiates || IsInside(asked)) && _played.Add(asked.Command);
    }

    // a reply goes with its command, however late; anything else by its time
    private bool Stays(SaidEntry said) => _commands.TakeFor(said.Message) is { } answered
        ? _played.Remove(answered.Command)
        : said.Message.Kind == ServerMessageKind.Greeting || IsInside(said);

    private TapeEntry NotBefore(TapeEntry entry) => entry.At >= from ? entry : entry switch
    {
        StepEntry step => new StepEntry(step.Step with { At = from }),
        SaidEntry said => said with { Message = said.Message with { At = from }, At = from },
        _ => entry with { At = from },
    };
}
