using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Logging;

/// <summary>Adds up what the groups of a replay came to.</summary>
internal sealed class ReplaySums
{
    private readonly Lateness _lateness = new();
    private readonly List<string> _sessions = [];
    private readonly List<BoundValue> _bound = [];
    private readonly List<string> _notes = [];
    private int _commands;
    private int _received;
    private bool _serverClosed;
    private TimeSpan _took;
    private TimeSpan _processor;

    /// <summary>How many groups were played.</summary>
    public int Groups { get; private set; }

    public void Add(Playback playback, TimeSpan took, TimeSpan processor)
    {
        Groups++;
        _took += took;
        _processor += processor;
        _lateness.Add(playback.Lateness);
        _bound.AddRange(playback.Values.Bound);
        foreach (LiveSession session in playback.Sessions)
        {
            _sessions.Add(session.Name);
            _notes.AddRange(session.Notes());
            _commands += session.CommandCount;
            _received += session.MessageCount;
            _serverClosed |= session.EndedAt is not null && !session.InputEnded;
        }
    }

    public ReplayReport Report(TimeSpan recorded, Logbook log)
    {
        ILookup<bool, Divergence> byTiming = log.Divergences.ToLookup(divergence => divergence.Cause == DivergenceCause.Timing);
        return new ReplayReport
        {
            Sessions = [.. _sessions],
            Commands = _commands,
            Sent = _lateness.Count,
            Received = _received,
            Recorded = recorded,
            Took = _took,
            Processor = _processor,
            Lateness = _lateness,
            Divergences = [.. byTiming[false]],
            MoreDivergences = log.MoreDivergences,
            TimeDependent = [.. byTiming[true]],
            Bound = [.. _bound],
            Timeline = log.Rows,
            MoreTimeline = log.MoreRows,
            ServerClosed = _serverClosed,
            Notes = [.. _notes],
        };
    }
}
