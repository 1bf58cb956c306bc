using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Tape;

/// <summary>The recordings that are played together, as one stream in the order of their times; of equal times the first session is first.</summary>
internal sealed class GroupTape(ImmutableArray<Recording> recordings, ReplayOptions options)
{
    public ImmutableArray<Recording> Recordings => recordings;

    /// <summary>From the first connection to the last thing that a client did.</summary>
    public TimeSpan Duration
    {
        get
        {
            TimeSpan start = recordings.Min(recording => recording.Start);
            TimeSpan end = recordings.Max(recording => recording.ClientEnd);
            return Within(end) - Within(start);
        }
    }

    private TimeSpan Within(TimeSpan at) => at < options.From ? options.From : at > options.To ? options.To : at;

    /// <summary>All groups of these recordings in which something is to be played.</summary>
    public static ImmutableArray<GroupTape> Of(IEnumerable<Recording> recordings, ReplayOptions options) => [.. recordings
        .Where(recording => TapeWindow.Has(recording, options.From, options.To))
        .GroupBy(recording => recording.Header.Group ?? recording.Name)
        .Select(group => new GroupTape([.. group], options))];

    /// <summary>What the clients asked, one session after the other, of all that was recorded; nothing else is looked at.</summary>
    public IEnumerable<AskedEntry> Asked() => recordings.SelectMany((recording, session) => CommandReader
        .Read(recording.Records)
        .Select(command => new AskedEntry(session, recording.Start + command.At, command, [])));

    public IEnumerable<TapeEntry> Read(BindingSources sources)
    {
        PriorityQueue<IEnumerator<TapeEntry>, (TimeSpan At, int Session)> sessions = new();
        try
        {
            for (int session = 0; session < recordings.Length; session++)
            {
                IEnumerable<TapeEntry> tape = SessionTape.Read(recordings[session], session, options.Coalesce, sources);
                Advance(sessions, TapeWindow.Cut(tape, options.From, options.To).GetEnumerator());
            }

            while (sessions.TryPeek(out IEnumerator<TapeEntry>? next, out _))
            {
                yield return next.Current;
                Advance(sessions, sessions.Dequeue());
            }
        }
        finally
        {
            while (sessions.TryDequeue(out IEnumerator<TapeEntry>? open, out _))
            {
                open.Dispose();
            }
        }
    }

    private static void Advance(PriorityQueue<IEnumerator<TapeEntry>, (TimeSpan At, int Session)> sessions, IEnumerator<TapeEntry> session)
    {
        if (session.MoveNext())
        {
            sessions.Enqueue(session, (session.Current.At, session.Current.Session));
        }
        else
        {
            session.Dispose();
        }
    }
}
