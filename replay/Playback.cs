using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
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
/// Plays the sessions of one group, without doing any I/O and without a clock: the host says what came in and what time it is,
/// and asks what to do next. Steps are done strictly in recorded order. Times count from the start of the playback.
/// </summary>
internal sealed class Playback
{
    // something came that may be what is waited for, with another id or other data
    private static readonly TimeSpan StandInPatience = TimeSpan.FromMilliseconds(500);

    private readonly ImmutableArray<LiveSession> _sessions;
    private readonly PlaybackSchedule _schedule;
    private readonly ReplayOptions _options;
    private readonly LiveValues _values;
    private int _next;
    private TimeSpan? _due;
    private TimeSpan _lastDue;
    private PlaybackStep? _last;
    private TimeSpan _quietSince;

    /// <summary>If the target's working <paramref name="folder"/> is known, it stands for folders of the recorded machine.</summary>
    public Playback(ImmutableArray<RecordedSession> recorded, ReplayOptions options, string? folder = null)
    {
        _values = new LiveValues(BindingFinder.Find(recorded, options.Rules), options.Rules, folder, (session, message) => _sessions[session].Matcher.Live(message));
        EventLikeness likeness = new(options.Rules, _values.Translate);
        _sessions = [.. recorded.Select(session => new LiveSession(session, likeness))];
        _schedule = new PlaybackSchedule(recorded.SelectMany(session => session.Steps), options.Speed, options.LongestGap);
        _options = options;
    }

    public ImmutableArray<LiveSession> Sessions => _sessions;

    public LiveValues Values => _values;

    public Lateness Lateness { get; } = new();

    /// <summary>Recorded time of the step that is next, for progress.</summary>
    public TimeSpan Position => _schedule.Steps[Math.Min(_next, _schedule.Steps.Length - 1)].At - _schedule.Steps[0].At;

    public void Receive(int session, ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (_sessions[session].Receive(bytes, now))
        {
            _quietSince = now;
        }
    }

    /// <summary>The server closed, or the connection broke or could not be made for this reason.</summary>
    public void End(int session, TimeSpan now, string? reason) => _sessions[session].End(now, reason);

    public PlaybackTurn Next(TimeSpan now)
    {
        while (_next < _schedule.Steps.Length)
        {
            PlaybackStep step = _schedule.Steps[_next];
            if (_sessions[step.Session].IsOver)
            {
                _next++;                                    // nobody is there any more
                continue;
            }

            if (_due is null && TryWait(step, now, out PlaybackTurn listen))
            {
                return listen;
            }

            TimeSpan due = _due ??= Due(step, now);
            return new PlaybackTurn(due > now ? PlaybackTurnKind.Sleep : PlaybackTurnKind.Perform, due, step);
        }

        return Drain(now);
    }

    /// <summary>The step of the last turn was done, starting at this time.</summary>
    public void Performed(TimeSpan at)
    {
        PlaybackStep step = _schedule.Steps[_next++];
        LiveSession session = _sessions[step.Session];
        session.StepTimes.Add(at);
        session.InputEnded |= step.Action is PlaybackAction.EndInput;
        session.ClosedByUs |= step.Action is PlaybackAction.Close or PlaybackAction.Reset;
        if (step.Action == PlaybackAction.Send)
        {
            Lateness.Add(at - _due!.Value);
        }

        _lastDue = _due!.Value;
        _last = step;
        _due = null;
        _quietSince = at;
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

        TimeSpan recorded = end ? session.Recorded.ServerEnd!.Value : session.Recorded.Messages[messages - 1].At;
        TimeSpan timeout = session.Matcher.HasStandIn(messages) && _options.Timeout > StandInPatience ? StandInPatience : _options.Timeout;
        TimeSpan until = _quietSince + _schedule.Patience(recorded - (_last?.At ?? recorded), timeout);
        if (now < until)
        {
            listen = new PlaybackTurn(PlaybackTurnKind.Listen, until, null);
            return true;
        }

        session.Matcher.GiveUp(messages);
        session.GaveUpOnEnd |= end;
        return false;
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
            return _schedule.ByClock(_next);
        }

        LiveSession session = _sessions[step.Session];
        int known = session.StepsDone == 0 ? 0 : session.Recorded.Steps[session.StepsDone - 1].Awaits;
        bool alone = known < step.Awaits && _last.Session == step.Session;
        TimeSpan due = alone ? TimeSpan.Zero : _schedule.After(_lastDue, _last.At, step);
        for (int index = known; index < step.Awaits; index++)
        {
            TimeSpan arrived = session.Matcher.Live(index)?.At ?? now;
            TimeSpan candidate = Later(_schedule.After(arrived, session.Recorded.Messages[index].At, step), arrived + RestBehind(session.Recorded.Messages[index], step));
            candidate += PauseBehind(session, index);
            due = Later(candidate, due);
        }

        return due;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private TimeSpan RestBehind(ServerMessage message, PlaybackStep step) =>
        message.EventName is { } name ? _options.Rules.RestBehind(name, step.At - message.At) : TimeSpan.Zero;

    private TimeSpan PauseBehind(LiveSession session, int message) =>
        session.Matcher.Live(message) is { } live && session.Recorded.Answered[message] is { } command
            ? _options.Rules.PauseBehind(command.Name, session.Recorded.Messages[message].Value, live.Value)
            : TimeSpan.Zero;

    private PlaybackTurn Drain(TimeSpan now)
    {
        foreach (LiveSession session in _sessions)
        {
            RecordedSession recorded = session.Recorded;
            if (TryWait(session, recorded.Messages.Length, recorded.ServerEnd is not null, now, out PlaybackTurn listen))
            {
                return listen;
            }
        }

        return new PlaybackTurn(PlaybackTurnKind.Finished, now, null);
    }
}
