using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Tape;

/// <summary>The steps that come next, and how far ahead of them the tape is read: the sessions are told of all that is on it.</summary>
internal sealed class UpcomingSteps : IDisposable
{
    private const long MostAhead = 1 << 20;

    private readonly Queue<PlaybackStep> _steps = [];
    private readonly ReadAhead _tape;
    private readonly ImmutableArray<LiveSession> _sessions;
    private readonly LiveValues _values;
    private long _ahead;

    /// <summary>Reads as far ahead as it may before anything is played.</summary>
    public UpcomingSteps(IEnumerable<TapeEntry> tape, ImmutableArray<LiveSession> sessions, LiveValues values)
    {
        (_tape, _sessions, _values) = (new ReadAhead(tape), sessions, values);
        while (_ahead < MostAhead && _tape.Take(wait: true) is { } entries)
        {
            Take(entries);
        }
    }

    /// <summary>Nothing is left to read.</summary>
    public bool IsAtEnd => _tape.IsAtEnd;

    public void Dispose() => _tape.Dispose();

    /// <summary>The next step, as far as it is known: false at the end, and where so much comes before it that this has to be settled first.</summary>
    public bool TryPeek([NotNullWhen(true)] out PlaybackStep? step)
    {
        Read();
        return _steps.TryPeek(out step);
    }

    /// <summary>The next step is done with, and nothing waits any more for what it waited for; gives what is forgotten of that without a counterpart.</summary>
    public List<Expected> Dequeue()
    {
        PlaybackStep step = _steps.Dequeue();
        _ahead -= new StepEntry(step).Weight;
        ReplyMatcher matcher = _sessions[step.Session].Matcher;
        return Count(matcher, matcher.AheadWeight, matcher.Pass(step.Awaits));
    }

    /// <summary>All that is known of a session is settled and no step is: makes room to read on.</summary>
    public List<Expected> Pass(LiveSession session, Func<TimeSpan, TimeSpan> scale) =>
        Count(session.Matcher, session.Matcher.AheadWeight, session.PassAll(scale));

    private List<Expected> Count(ReplyMatcher matcher, long before, List<Expected> forgotten)
    {
        _ahead += matcher.AheadWeight - before;
        return forgotten;
    }

    // some way ahead, a little at a time; waits only where nothing else can be done
    private void Read()
    {
        while (_ahead < MostAhead && _tape.Take(wait: _steps.Count == 0) is { } entries)
        {
            Take(entries);
            if (_steps.Count > 0)
            {
                return;
            }
        }
    }

    private void Take(List<TapeEntry> entries)
    {
        foreach (TapeEntry entry in entries)
        {
            LiveSession session = _sessions[entry.Session];
            _ahead += entry is StepEntry or SaidEntry ? entry.Weight : 0;
            if (entry is StepEntry { Step: { } step })
            {
                _steps.Enqueue(session.Expect(step));
                continue;
            }

            session.Expect(entry);
            if (entry is AskedEntry asked && !session.IsOver)
            {
                _values.Expect(asked.Session, asked.Bound);
            }
        }
    }
}
