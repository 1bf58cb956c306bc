using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Logging;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Matching;

/// <summary>Says of what happened in a playback where it differs from the recording.</summary>
internal sealed class DivergenceFinder(CompareLevel level, ReplayRules rules, LiveChoices? choices = null)
{
    private readonly Comparison _comparison = new(level, rules, choices);

    /// <summary>Null if all is as it was recorded.</summary>
    public Divergence? Find(LogLine line) => line switch
    {
        EndLine end => Ended(end.Session),
        _ when level == CompareLevel.None => null,
        PairedLine paired => Compare(line.Session, paired.Expected),
        MissingLine when line.Session.EndedEarly => null,   // all that is missing is one divergence: the end
        MissingLine missing => Describe(DivergenceKind.Missing, line.Session, missing.Expected, []),
        StrayLine { FollowsTheRecording: false } stray => Unexpected(line.Session, stray.Stray.Live),
        _ => null,
    };

    private Divergence? Compare(LiveSession session, Expected expected)
    {
        ImmutableArray<Difference> differences = _comparison.Compare(expected.Recorded, expected.Live!, expected.Answers?.Command.Name);
        DivergenceKind kind = expected.WasGivenUp ? DivergenceKind.Late : DivergenceKind.Differs;
        return expected.WasGivenUp || differences.Length > 0 ? Describe(kind, session, expected, differences) : null;
    }

    private Divergence Describe(DivergenceKind kind, LiveSession session, Expected expected, ImmutableArray<Difference> differences) => new()
    {
        Kind = kind,
        Cause = CauseOf(expected, differences),
        Session = session.Name,
        Subject = SubjectOf(expected.Recorded),
        Command = expected.Answers?.Command.Text,
        RecordedAt = expected.Recorded.At - session.Start,
        LiveAt = expected.Live?.At,
        Recorded = expected.Recorded.Text,
        Live = expected.Live?.Text,
        Differences = differences,
    };

    // a missing event may be what a command would have caused that the live server does not have
    private DivergenceCause CauseOf(Expected expected, ImmutableArray<Difference> differences) =>
        rules.IsTimed(expected.Recorded.EventName) ? DivergenceCause.Timing
        : expected.Live is { } live ? CauseFinder.Of(expected.Recorded, live, differences)
        : expected.Follows?.Reply?.Live is { } reply && CauseFinder.IsNotFound(reply) ? DivergenceCause.Version
        : DivergenceCause.Behaviour;

    private Divergence Unexpected(LiveSession session, ServerMessage live) => new()
    {
        Kind = DivergenceKind.Unexpected,
        Cause = rules.IsTimed(live.EventName) ? DivergenceCause.Timing : DivergenceCause.Behaviour,
        Session = session.Name,
        Subject = SubjectOf(live),
        LiveAt = live.At,
        Live = live.Text,
    };

    private Divergence? Ended(LiveSession session) => session switch
    {
        { EndedEarly: true } => Connection(DivergenceKind.Closed, session, $"{session.EndReason ?? "the server closed the connection"}; {session.Unplayed}") with { LiveAt = session.EndedAt },
        { GaveUpOnEnd: true } when level > CompareLevel.None => Connection(DivergenceKind.StayedOpen, session, "the connection stayed open"),
        _ => null,
    };

    private static Divergence Connection(DivergenceKind kind, LiveSession session, string live) => new()
    {
        Kind = kind,
        Session = session.Name,
        Subject = "connection",
        RecordedAt = session.ServerEnd - session.Start,
        Recorded = session.ServerEnd is null ? "the server did not close" : "the server closed the connection",
        Live = live,
    };

    private static string SubjectOf(ServerMessage message) => message.Kind switch
    {
        ServerMessageKind.Greeting => "greeting",
        ServerMessageKind.Return => "return",
        ServerMessageKind.Error => "error",
        ServerMessageKind.Event => message.Key,
        ServerMessageKind.Unreadable => "unreadable message",
        _ => "message",
    };
}
