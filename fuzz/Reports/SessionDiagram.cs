using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>What a row does to the line of a command that waits for its reply.</summary>
public enum TrackMark
{
    None,
    Opens,
    Passes,
    Closes,
}

/// <summary>One row: what was said between a client and the server, and which commands waited meanwhile.</summary>
public sealed record DiagramRow(int Lane, long Microseconds, TimelineEntry Entry, IReadOnlyList<TrackMark> Tracks)
{
    /// <summary>Commands that were asked before and are answered later.</summary>
    public IReadOnlyList<int> Overtaken { get; init; } = [];
}

/// <summary>
/// Sessions of one group as a sequence: a lane a client, all on one clock. Each command has a track from its request to its reply, so
/// that one that overtakes shows as a track that ends inside another.
/// </summary>
public sealed class SessionDiagram
{
    private const int MostTracks = 8;

    private readonly List<DiagramRow> _rows = [];
    private readonly List<string> _lanes = [];
    private readonly (int Lane, int Command)?[] _tracks = new (int, int)?[MostTracks];
    private readonly List<(int Lane, int Command)> _waiting = [];
    private readonly List<SessionFault> _faults = [];
    private readonly int _firstRow;
    private readonly int _mostRows;
    private int _count;

    private SessionDiagram(int firstRow, int mostRows) => (_firstRow, _mostRows) = (firstRow, mostRows);

    public IReadOnlyList<DiagramRow> Rows => _rows;

    /// <summary>Who is on each lane.</summary>
    public IReadOnlyList<string> Lanes => _lanes;

    /// <summary>What is wrong with the files: one that is no session is left out, a damaged one ends early.</summary>
    public IReadOnlyList<SessionFault> Faults => _faults;

    /// <summary>Rows before those that are here.</summary>
    public int Before => Math.Min(_firstRow, _count);

    /// <summary>Rows behind those that are here, which are too many.</summary>
    public int LeftOut => _count - Before - _rows.Count;

    /// <summary>Reads session files and keeps some of the rows, so that one of any length can be gone through.</summary>
    public static SessionDiagram Read(IReadOnlyList<string> files, int mostRows = int.MaxValue, int firstRow = 0)
    {
        SessionDiagram diagram = new(firstRow, mostRows);
        foreach ((int lane, long at, TimelineEntry entry) in InOrder([.. files.Select(diagram.ReadOne)]))
        {
            diagram.Add(lane, at, entry);
        }

        return diagram;
    }

    // one after the other by time; within a session as recorded, and of two at one time the earlier session first
    private static IEnumerable<(int Lane, long At, TimelineEntry Entry)> InOrder(IReadOnlyList<IEnumerable<(int Lane, long At, TimelineEntry Entry)>> sessions)
    {
        PriorityQueue<IEnumerator<(int Lane, long At, TimelineEntry Entry)>, (long At, int Session)> next = new();
        foreach ((int session, IEnumerable<(int, long, TimelineEntry)> entries) in sessions.Index())
        {
            Advance(entries.GetEnumerator(), session);
        }

        while (next.TryDequeue(out IEnumerator<(int Lane, long At, TimelineEntry Entry)>? entries, out (long At, int Session) order))
        {
            yield return entries.Current;
            Advance(entries, order.Session);
        }

        void Advance(IEnumerator<(int Lane, long At, TimelineEntry Entry)> entries, int session)
        {
            if (entries.MoveNext())
            {
                next.Enqueue(entries, (entries.Current.At, session));
            }
            else
            {
                entries.Dispose();
            }
        }
    }

    private IEnumerable<(int Lane, long At, TimelineEntry Entry)> ReadOne(string file)
    {
        using SessionReader? session = SessionReader.TryOpen(file, out SessionFault? fault);
        if (session is null)
        {
            _faults.Add(fault!);
            yield break;
        }

        int lane = LaneOf(session.Header, file);
        long offset = session.Header.OffsetMicroseconds ?? 0;
        foreach (TimelineEntry entry in SessionTimeline.Of(session))
        {
            yield return (lane, offset + entry.Microseconds, entry);
        }

        if (session.Fault is { } damage)
        {
            _faults.Add(damage);
        }
    }

    // connections to one monitor of an execution come one after the other; those of a tap may be there at once
    private int LaneOf(SessionHeader header, string file)
    {
        string name = header.By == "fuzz" ? header.Source : Path.GetFileNameWithoutExtension(file);
        if (!_lanes.Contains(name))
        {
            _lanes.Add(name);
        }

        return _lanes.IndexOf(name);
    }

    private void Add(int lane, long at, TimelineEntry entry)
    {
        bool isReply = entry.From == SessionSide.Server && entry.Number is not null;
        bool isRequest = entry.From == SessionSide.Client && entry.Number is not null;
        (int, int) command = (lane, entry.Number ?? 0);
        int[] overtaken = isReply ? [.. _waiting.TakeWhile(each => each != command).Where(each => each.Lane == lane).Select(each => each.Command)] : [];
        int opened = isRequest ? Open(command) : -1;
        TrackMark[] marks = [.. _tracks.Select((track, index) => track is null ? TrackMark.None
            : index == opened ? TrackMark.Opens
            : isReply && track == command ? TrackMark.Closes
            : TrackMark.Passes)];
        if (isReply)
        {
            Close(command);
        }
        else if (entry.Kind is TimelineKind.Close or TimelineKind.Reset)
        {
            _waiting.FindAll(waiting => waiting.Lane == lane).ForEach(Close);   // nobody is there any more to be answered
        }

        if (_count++ >= _firstRow && _rows.Count < _mostRows)
        {
            _rows.Add(new DiagramRow(lane, at, entry, marks[..(Array.FindLastIndex(marks, mark => mark != TrackMark.None) + 1)]) { Overtaken = overtaken });
        }
    }

    private int Open((int, int) command)
    {
        _waiting.Add(command);
        int free = Array.IndexOf(_tracks, null);
        if (free >= 0)
        {
            _tracks[free] = command;
        }

        return free;
    }

    private void Close((int, int) command)
    {
        _waiting.Remove(command);
        int track = Array.IndexOf(_tracks, command);
        if (track >= 0)
        {
            _tracks[track] = null;
        }
    }
}
