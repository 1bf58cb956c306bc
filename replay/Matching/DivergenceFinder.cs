using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Matching;

/// <summary>Goes through a session that was played and says where it differed from its recording, in recorded order.</summary>
internal sealed class DivergenceFinder(LiveSession session, CompareLevel level, ReplayRules rules, LiveValues? values = null)
{
    private readonly RecordedSession _recorded = session.Recorded;
    private readonly Comparison _comparison = new(level, rules, values);

    public IEnumerable<Divergence> Find()
    {
        IEnumerable<Divergence> said = level == CompareLevel.None ? [] : Said().Concat(Unexpected());
        return said.Concat(Ended());
    }

    private IEnumerable<Divergence> Said()
    {
        for (int index = 0; index < _recorded.Messages.Length; index++)
        {
            if (session.Matcher.Live(index) is { } live)
            {
                if (Compare(index, live) is { } divergence)
                {
                    yield return divergence;
                }
            }
            else if (!session.EndedEarly)                   // after an early end all that is missing is one divergence: the end
            {
                yield return Describe(DivergenceKind.Missing, index, null);
            }
        }
    }

    private Divergence? Compare(int index, ServerMessage live)
    {
        ServerMessage recorded = _recorded.Messages[index];
        ImmutableArray<Difference> differences = _comparison.Compare(recorded, live, _recorded.Answered[index]?.Name);
        DivergenceKind kind = session.Matcher.WasGivenUp(index) ? DivergenceKind.Late : DivergenceKind.Differs;
        return kind == DivergenceKind.Late || differences.Length > 0 ? Describe(kind, index, live) with { Differences = differences } : null;
    }

    private DivergenceCause CauseOf(int index, ServerMessage? live)
    {
        ServerMessage recorded = _recorded.Messages[index];
        return rules.IsTimed(recorded.EventName) ? DivergenceCause.Timing
            : live is not null ? CauseFinder.Of(recorded, live, _comparison.Compare(recorded, live, _recorded.Answered[index]?.Name))
            : recorded.EventName is not null && FollowsACommandThatIsNotThere(index) ? DivergenceCause.Version
            : DivergenceCause.Behaviour;
    }

    // the last command before the event is one that the live server does not have
    private bool FollowsACommandThatIsNotThere(int index)
    {
        RecordedCommand? last = _recorded.Commands.LastOrDefault(command => _recorded.Start + command.At <= _recorded.Messages[index].At);
        int reply = last is null ? -1 : _recorded.Answered.IndexOf(last);
        return reply >= 0 && session.Matcher.Live(reply) is { } live && CauseFinder.IsNotFound(live);
    }

    private Divergence Describe(DivergenceKind kind, int index, ServerMessage? live) => new()
    {
        Kind = kind,
        Cause = CauseOf(index, live),
        Session = _recorded.Name,
        Subject = SubjectOf(_recorded.Messages[index]),
        Command = _recorded.Answered[index]?.Text,
        RecordedAt = _recorded.Messages[index].At - _recorded.Start,
        LiveAt = live?.At,
        Recorded = _recorded.Messages[index].Text,
        Live = live?.Text,
    };

    private IEnumerable<Divergence> Unexpected() => session.Matcher.Unexpected
        .Where(live => !FollowsTheRecording(live))
        .Select(live => new Divergence
        {
            Kind = DivergenceKind.Unexpected,
            Cause = rules.IsTimed(live.EventName) ? DivergenceCause.Timing : DivergenceCause.Behaviour,
            Session = _recorded.Name,
            Subject = SubjectOf(live),
            LiveAt = live.At,
            Live = live.Text,
        });

    // A recording may stop between a command and its reply: what then comes has no counterpart, and cannot have one.
    private bool FollowsTheRecording(ServerMessage live)
    {
        int answered = _recorded.Commands.Select((command, index) => _recorded.Answered.Contains(command) ? index + 1 : 0).DefaultIfEmpty().Max();
        IEnumerable<RecordedCommand> open = _recorded.Commands.Skip(answered);
        return live.IsReply ? open.Any(command => command.ReplyKey == live.Key) : open.Any() && live.At >= session.LastStepAt;
    }

    private IEnumerable<Divergence> Ended()
    {
        if (session.EndedEarly)
        {
            int done = Math.Max(0, session.StepsDone - 1);
            int missing = _recorded.Messages.Where((_, index) => session.Matcher.Live(index) is null).Count();
            yield return Connection(DivergenceKind.Closed) with
            {
                LiveAt = session.EndedAt,
                Live = $"{session.EndReason ?? "the server closed the connection"}; {_recorded.Steps.Length - 1 - done} of {_recorded.Steps.Length - 1} recorded actions were not played, {missing} of {_recorded.Messages.Length} messages did not come",
            };
        }
        else if (session.GaveUpOnEnd && level > CompareLevel.None)
        {
            yield return Connection(DivergenceKind.StayedOpen) with { Live = "the connection stayed open" };
        }
    }

    private Divergence Connection(DivergenceKind kind) => new()
    {
        Kind = kind,
        Session = _recorded.Name,
        Subject = "connection",
        RecordedAt = _recorded.ServerEnd - _recorded.Start,
        Recorded = _recorded.ServerEnd is null ? "the server did not close" : "the server closed the connection",
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
