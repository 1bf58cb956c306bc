using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>One connection of a playback: what the recording says, as far as it has been read, and what came back so far.</summary>
internal sealed class LiveSession(int number, Recording recording, EventLikeness likeness)
{
    private readonly MessageSplitter _splitter = new();
    private readonly AnsweredCommands _commands = new();
    private int _steps;
    private int _stepsBeforeEnd;
    private int _sendsDone;
    private int _sends;
    private long _lost;

    public int Number => number;

    public string Name => recording.Name;

    /// <summary>When the recorded connection began, on the group's clock.</summary>
    public TimeSpan Start => recording.Start;

    /// <summary>When the recorded server closed, if it did so before the client had.</summary>
    public TimeSpan? ServerEnd { get; private set; }

    public ReplyMatcher Matcher { get; } = new(likeness);

    /// <summary>Of the settled messages that are forgotten and that no step has waited for yet: when the one that keeps the next step longest came.</summary>
    public (TimeSpan Live, TimeSpan Recorded)? Arrival { get; private set; }

    public int StepsDone { get; private set; }

    public TimeSpan LastStepAt { get; private set; }

    /// <summary>Recorded time of the step that was done last.</summary>
    public TimeSpan Position { get; private set; } = recording.Start;

    public int MessageCount { get; private set; }

    public int PairedCount { get; private set; }

    public int CommandCount => _commands.Count;

    /// <summary>When the server closed.</summary>
    public TimeSpan? EndedAt { get; private set; }

    /// <summary>The server closed before the client had done what it did before the server closed in the recording.</summary>
    public bool EndedEarly => EndedAt is not null && (ServerEnd is null || StepsDone < _stepsBeforeEnd);

    /// <summary>Why, in words of the system, if it was no orderly close.</summary>
    public string? EndReason { get; private set; }

    public bool ClosedByUs { get; private set; }

    /// <summary>We have half-closed: that the server closes then is no sign of anything.</summary>
    public bool InputEnded { get; private set; }

    public bool GaveUpOnEnd { get; set; }

    public bool IsOver => EndedAt is not null || ClosedByUs;

    /// <summary>The recording goes on with a step; gives it with what it has to wait for.</summary>
    public PlaybackStep Expect(PlaybackStep step)
    {
        _steps++;
        _sends += step.Action == PlaybackAction.Send ? 1 : 0;
        return step with { Awaits = Matcher.Count, AwaitsEnd = ServerEnd is not null };
    }

    /// <summary>The recording goes on with something else.</summary>
    public void Expect(TapeEntry entry)
    {
        switch (entry)
        {
            case AskedEntry asked:
                _commands.Add(asked.Command);
                break;
            case SaidEntry said:
                Expect(Matcher.Expect(said.Message));
                break;
            case ServerEndEntry:
                (ServerEnd, _stepsBeforeEnd) = (entry.At, _steps);
                break;
            case LostEntry lost:
                _lost += lost.Bytes;
                break;
            default:
                break;
        }
    }

    public void Performed(PlaybackStep step, TimeSpan at)
    {
        StepsDone++;
        _sendsDone += step.Action == PlaybackAction.Send ? 1 : 0;
        (LastStepAt, Position, Arrival) = (at, step.At, null);
        InputEnded |= step.Action is PlaybackAction.EndInput;
        ClosedByUs |= step.Action is PlaybackAction.Close or PlaybackAction.Reset;
    }

    /// <summary>Takes bytes; gives the messages that they complete.</summary>
    public IEnumerable<ServerMessage> Receive(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        _splitter.Append(bytes);
        return Messages(now);
    }

    /// <summary>Ends it; gives the half message that the server said last, if it did.</summary>
    public ServerMessage? End(TimeSpan now, string? reason)
    {
        byte[] rest = _splitter.TakeRest();
        MessageCount += rest.Length > 0 ? 1 : 0;
        (EndedAt, EndReason) = (now, reason);
        return rest.Length > 0 ? ServerMessage.Read(rest, now) : null;
    }

    /// <summary>Pairs a message; null if the recording has nothing for it.</summary>
    public Expected? Pair(ServerMessage live)
    {
        Expected? paired = Matcher.Pair(live);
        if (paired is not null)
        {
            PairedCount++;
            paired.Answers ??= _commands.TakeAnyFor(paired.Recorded);
        }

        return paired;
    }

    /// <summary>Waits no longer for the first messages; gives those that were missing, some of them with a stand-in.</summary>
    public List<Expected> GiveUp(int messages)
    {
        List<Expected> missing = Matcher.GiveUp(messages);
        foreach (Expected expected in missing)
        {
            PairedCount += expected.Live is null ? 0 : 1;
            expected.Answers ??= _commands.TakeAnyFor(expected.Recorded);
        }

        return missing;
    }

    /// <summary>True if the first messages, and the end if it is asked for, are here or no longer to be waited for.</summary>
    public bool Has(int messages, bool end) => IsOver || (Matcher.Settled >= messages && (!end || GaveUpOnEnd));

    /// <summary>All messages that are known are settled, and the next step is not known: only the time that it has to wait is kept of them.</summary>
    public List<Expected> PassAll(Func<TimeSpan, TimeSpan> scale)
    {
        for (int passed = Matcher.Passed; passed < Matcher.Count; passed++)
        {
            if (Matcher[passed] is { Live: { } live, Recorded: { } recorded } && (Arrival is not { } latest || live.At - scale(recorded.At) >= latest.Live - scale(latest.Recorded)))
            {
                Arrival = (live.At, recorded.At);
            }
        }

        return Matcher.Pass(Matcher.Count);
    }

    /// <summary>A recording may stop between a command and its reply: what then comes has no counterpart, and cannot have one.</summary>
    public bool FollowsTheRecording(ServerMessage live) => live.IsReply
        ? _commands.OpenAtTheEnd.Any(command => command.ReplyKey == live.Key)
        : _commands.OpenAtTheEnd.Any() && live.At >= LastStepAt;

    /// <summary>What was not played, for people.</summary>
    public string Unplayed => $"{_steps - Math.Max(1, StepsDone)} of {_steps - 1} recorded actions were not played, {Matcher.Count - PairedCount} of {Matcher.Count} messages did not come";

    /// <summary>What was not played as it was recorded.</summary>
    public IEnumerable<string> Notes()
    {
        if (_lost > 0)
        {
            yield return $"{Name}: the recording lost {_lost} bytes; what they were is neither sent nor compared";
        }

        if (!EndedEarly && _sends > _sendsDone)
        {
            yield return $"{Name}: the last {_sends - _sendsDone} chunks were not sent: the server had closed, as recorded";
        }
    }

    private void Expect(Expected expected)
    {
        expected.Answers = _commands.TakeFor(expected.Recorded);
        expected.Answers?.Reply = expected;
        expected.Follows = expected.Recorded.EventName is null ? null : _commands.Last;
    }

    private IEnumerable<ServerMessage> Messages(TimeSpan now)
    {
        while (_splitter.TryTake(out byte[]? message))
        {
            MessageCount++;
            yield return ServerMessage.Read(message, now);
        }
    }
}
