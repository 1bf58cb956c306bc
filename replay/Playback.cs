using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Logging;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>What the host of a playback has to do next.</summary>
internal enum PlaybackTurnKind
{
    /// <summary>Do the step now, then tell <see cref="Playback.Performed"/>.</summary>
    Perform,

    /// <summary>Nothing before this time, whatever comes in.</summary>
    Sleep,

    /// <summary>Ask again when something came in, or at this time.</summary>
    Listen,

    /// <summary>All is played, and all that was to come came or was given up.</summary>
    Finished,
}

internal readonly record struct PlaybackTurn(PlaybackTurnKind Kind, TimeSpan Until, PlaybackStep? Step);

/// <summary>
/// Plays the sessions of one group, without doing any I/O to the server and without a clock: the host says what came in and what time
/// it is, and asks what to do next. Steps are done strictly in recorded order. Times count from the start of the playback. What it
/// knows of the recording is a stretch around the present moment.
/// </summary>
internal sealed class Playback : IDisposable
{
    // something came that may be what is waited for, with another id or other data
    private static readonly TimeSpan StandInPatience = TimeSpan.FromMilliseconds(500);

    private readonly ImmutableArray<LiveSession> _sessions;
    private readonly UpcomingSteps _steps;
    private readonly PlaybackSchedule _schedule;
    private readonly ReplayOptions _options;
    private readonly Logbook _log;
    private readonly TimeSpan _start;
    private bool _isAdvanced;
    private TimeSpan? _due;
    private TimeSpan _lastDue;
    private PlaybackStep? _performing;
    private PlaybackStep? _last;
    private TimeSpan _quietSince;

    /// <summary>If the target's working <paramref name="folder"/> is known, it stands for folders of the recorded machine.</summary>
    public Playback(GroupTape tape, ReplayOptions options, Logbook log, string? folder = null)
    {
        BindingSources sources = BindingFinder.Find(tape, options.Rules);
        Values = new LiveValues(sources, options.Rules, folder);
        EventLikeness likeness = new(options.Rules, text => Values.Choices.Translate(text));
        _sessions = [.. tape.Recordings.Select((recording, number) => new LiveSession(number, recording, likeness))];
        _schedule = new PlaybackSchedule(options.Speed, options.LongestGap);
        (_options, _log) = (options, log);
        _steps = new UpcomingSteps(tape.Read(sources), _sessions, Values);
        _start = Position = _steps.TryPeek(out PlaybackStep? first) ? first.At : TimeSpan.Zero;
    }

    public ImmutableArray<LiveSession> Sessions => _sessions;

    public LiveValues Values { get; }

    public Lateness Lateness { get; } = new();

    /// <summary>Recorded time of what is next, from the start, for progress.</summary>
    public TimeSpan Position { get => field - _start; private set; }

    /// <summary>Messages that came, of all sessions.</summary>
    public int Received { get; private set; }

    public void Dispose() => _steps.Dispose();

    public void Receive(int number, ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        foreach (ServerMessage message in _sessions[number].Receive(bytes, now))
        {
            Pair(_sessions[number], message);
        }
    }

    /// <summary>The server closed, or the connection broke or could not be made for this reason.</summary>
    public void End(int number, TimeSpan now, string? reason)
    {
        LiveSession session = _sessions[number];
        if (!session.IsOver && session.End(now, reason) is { } message)
        {
            Pair(session, message);
        }
    }

    public PlaybackTurn Next(TimeSpan now)
    {
        while (true)
        {
            if (!_steps.TryPeek(out PlaybackStep? step))
            {
                if (TryDrain(now, out PlaybackTurn draining))
                {
                    return draining;
                }

                continue;
            }

            if (!_isAdvanced)
            {
                _schedule.Advance(step);
                (_isAdvanced, Position) = (true, step.At);
            }

            if (_sessions[step.Session].IsOver)
            {
                _log.Add(new StepLine(_sessions[step.Session], step, null), Values.Choices);
                Forget(_sessions[step.Session]);            // nobody is there any more
                continue;
            }

            if (_due is null && TryWait(step, now, out PlaybackTurn listen))
            {
                return listen;
            }

            TimeSpan due = _due ??= Due(step, now);
            _performing = step;
            return new PlaybackTurn(due > now ? PlaybackTurnKind.Sleep : PlaybackTurnKind.Perform, due, step);
        }
    }

    /// <summary>The step of the last turn was done, starting at this time.</summary>
    public void Performed(TimeSpan at)
    {
        (PlaybackStep step, TimeSpan due) = (_performing!, _due!.Value);
        LiveSession session = _sessions[step.Session];
        session.Performed(step, at);
        if (step.Action == PlaybackAction.Send)
        {
            Lateness.Add(at - due);
        }

        _log.Add(new StepLine(session, step, at), Values.Choices);
        (_lastDue, _last, _quietSince) = (due, step, at);
        Forget(session);
    }

    /// <summary>All is over: what has no counterpart now has none.</summary>
    public void Finish()
    {
        foreach (LiveSession session in _sessions)
        {
            Log(session.Matcher.Missing.Select(expected => new MissingLine(session, expected)));
            Log(session.Matcher.Strays.Select(stray => new StrayLine(session, stray, session.FollowsTheRecording(stray.Live))));
            Log([new EndLine(session)]);
        }

        _log.Write(Values.Choices);
    }

    private void Log(IEnumerable<LogLine> lines)
    {
        foreach (LogLine line in lines)
        {
            _log.Add(line, Values.Choices);
        }
    }

    private void Forget(LiveSession session)
    {
        (_isAdvanced, _due) = (false, null);
        Log(_steps.Dequeue().Select(expected => new MissingLine(session, expected)));
    }

    private void Pair(LiveSession session, ServerMessage message)
    {
        Received++;
        if (session.Pair(message) is { } paired)
        {
            Settle(session, paired);
            _quietSince = message.At;
        }
        else if (session.Matcher.Keep(new Stray(message, session.Position)) is { } oldest)
        {
            _log.Add(new StrayLine(session, oldest, FollowsTheRecording: false), Values.Choices);
        }
    }

    // By the clock nothing waits, except that closing the connection would lose what is still to come.
    private bool TryWait(PlaybackStep step, TimeSpan now, out PlaybackTurn listen)
    {
        bool waits = _options.Sync == PlaybackSync.Replies || step.Action is PlaybackAction.Close or PlaybackAction.Reset;
        listen = default;
        return waits && TryWait(_sessions[step.Session], step.Awaits, step.AwaitsEnd, now, out listen);
    }

    private bool TryWait(LiveSession session, int messages, bool end, TimeSpan now, out PlaybackTurn listen)
    {
        listen = default;
        if (session.Has(messages, end))
        {
            return false;
        }

        TimeSpan recorded = end ? session.ServerEnd!.Value : session.Matcher[messages - 1].Recorded.At;
        TimeSpan timeout = session.Matcher.HasStandIn(messages) && _options.Timeout > StandInPatience ? StandInPatience : _options.Timeout;
        TimeSpan until = _quietSince + _schedule.Patience(recorded - (_last?.At ?? recorded), timeout);
        if (now < until)
        {
            listen = new PlaybackTurn(PlaybackTurnKind.Listen, until, null);
            return true;
        }

        foreach (Expected missing in session.GiveUp(messages))
        {
            Settle(session, missing);
        }

        session.GaveUpOnEnd |= end;
        return false;
    }

    // its counterpart is here, or nothing waits for it any more
    private void Settle(LiveSession session, Expected expected)
    {
        if (expected.Live is null)
        {
            _log.Add(new GivenUpLine(session, expected), Values.Choices);
            return;
        }

        Values.Learn(session.Number, expected);
        _log.Add(new PairedLine(session, expected), Values.Choices);
    }

    // After what it waited for: the recorded pause behind each counterpart that came since this session's step before; the latest counts.
    private TimeSpan Due(PlaybackStep step, TimeSpan now)
    {
        if (_last is null)
        {
            return now;
        }

        if (_options.Sync == PlaybackSync.Clock)
        {
            return _schedule.ByClock;
        }

        LiveSession session = _sessions[step.Session];
        bool alone = (session.Arrival is not null || session.Matcher.Passed < step.Awaits) && _last.Session == step.Session;
        TimeSpan due = alone ? TimeSpan.Zero : _schedule.After(_lastDue, _last.At, step);
        due = session.Arrival is { } arrival ? Later(due, _schedule.After(arrival.Live, arrival.Recorded, step)) : due;
        for (int number = session.Matcher.Passed; number < step.Awaits; number++)
        {
            Expected awaited = session.Matcher[number];
            TimeSpan arrived = awaited.Live?.At ?? now;
            TimeSpan candidate = Later(_schedule.After(arrived, awaited.Recorded.At, step), arrived + RestBehind(awaited.Recorded, step));
            due = Later(candidate + PauseBehind(awaited), due);
        }

        return due;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private TimeSpan RestBehind(ServerMessage message, PlaybackStep step) =>
        message.EventName is { } name ? _options.Rules.RestBehind(name, step.At - message.At) : TimeSpan.Zero;

    private TimeSpan PauseBehind(Expected awaited) => awaited is { Live: { } live, Answers: { } asked }
        ? _options.Rules.PauseBehind(asked.Command.Name, awaited.Recorded.Value, live.Value)
        : TimeSpan.Zero;

    // waits for what is known to come; false if the recording goes on behind it
    private bool TryDrain(TimeSpan now, out PlaybackTurn turn)
    {
        foreach (LiveSession session in _sessions)
        {
            if (TryWait(session, session.Matcher.Count, session.ServerEnd is not null, now, out turn))
            {
                return true;
            }
        }

        turn = new PlaybackTurn(PlaybackTurnKind.Finished, now, null);
        if (_steps.IsAtEnd)
        {
            return true;
        }

        foreach (LiveSession session in _sessions)
        {
            Log(_steps.Pass(session, _options.Speed.Scale).Select(expected => new MissingLine(session, expected)));
        }

        return false;
    }
}
