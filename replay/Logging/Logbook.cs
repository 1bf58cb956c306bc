using System.Collections.Immutable;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Logging;

/// <summary>
/// Takes down what happens in a replay, and judges it: at the end, or, if that is too much to keep until then, a page at a time on
/// another thread. It keeps the first rows of the timeline and the first divergences; the rest is counted.
/// </summary>
internal sealed class Logbook(ReplayOptions options)
{
    private const int PageWeight = 2 << 20;
    private const int MostRows = 20_000;
    private const int MostDivergenceText = 16 << 20;        // characters
    private const int ContextRows = 4;
    private const int RecentRows = 64;
    private const int MostContexts = 100;

    private readonly List<(Place Place, Divergence Divergence)> _divergences = [];
    private readonly List<(Place Place, TimelineRow Row)> _rows = [];
    private readonly Queue<(Place Place, TimelineRow Row)> _recent = [];
    private List<LogLine> _page = [];
    private Task _writing = Task.CompletedTask;
    private int _weight;
    private int _group;
    private int _divergenceText;

    /// <summary>Where something stands in a report: group, then for a row its recorded time, for a divergence session, chapter and number.</summary>
    private readonly record struct Place(int Group, long Session, long Chapter, long Number) : IComparable<Place>
    {
        public int CompareTo(Place other) =>
            (Group, Session, Chapter, Number).CompareTo((other.Group, other.Session, other.Chapter, other.Number));
    }

    public bool Differs => _divergences.Exists(entry => entry.Divergence.Cause != DivergenceCause.Timing);

    public IEnumerable<Divergence> Divergences => _divergences.OrderBy(entry => entry.Place).Select(entry => entry.Divergence);

    /// <summary>Divergences that were not kept.</summary>
    public int MoreDivergences { get; private set; }

    public ImmutableArray<TimelineRow> Rows => [.. _rows.OrderBy(entry => entry.Place).Select(entry => entry.Row)];

    /// <summary>Rows that were not kept.</summary>
    public int MoreRows { get; private set; }

    /// <summary>Takes a line down; <paramref name="choices"/> is what is known by now of the live server's choices.</summary>
    public void Add(LogLine line, LiveChoices choices)
    {
        _page.Add(line);
        _weight += line.Weight;
        if (_weight < PageWeight)
        {
            return;
        }

        _writing.GetAwaiter().GetResult();
        (List<LogLine> page, _page, _weight) = (_page, [], 0);
        _writing = Task.Run(() => Write(page, choices));
    }

    /// <summary>A group of sessions is over: judges what is left of it.</summary>
    public void Write(LiveChoices choices)
    {
        _writing.GetAwaiter().GetResult();
        Write(_page, choices);
        (_page, _weight) = ([], 0);
        _group++;
    }

    private void Write(List<LogLine> page, LiveChoices choices)
    {
        DivergenceFinder finder = new(options.Compare, options.Rules, choices);
        foreach (LogLine line in page)
        {
            TimelineRow? row = TimelineRows.Of(line, out TimeSpan order);
            if (finder.Find(line) is { } divergence)
            {
                Keep(divergence, line, row, order);
            }

            if (line is GivenUpLine { Expected: { } expected })
            {
                expected.Context = Before(line.Session.Name, order);
            }
            else if (row is not null)
            {
                Keep(row, new Place(_group, order.Ticks, 0, 0));
            }
        }
    }

    private void Keep(TimelineRow row, Place place)
    {
        _recent.Enqueue((place, row));
        if (_recent.Count > RecentRows)
        {
            _recent.Dequeue();
        }

        if (_rows.Count < MostRows)
        {
            _rows.Add((place, row));
        }
        else
        {
            MoreRows++;
        }
    }

    private void Keep(Divergence divergence, LogLine line, TimelineRow? row, TimeSpan order)
    {
        int text = (divergence.Recorded?.Length ?? 0) + (divergence.Live?.Length ?? 0);
        if (_divergences.Count > 0 && _divergenceText + text > MostDivergenceText)
        {
            MoreDivergences += divergence.Cause == DivergenceCause.Timing ? 0 : 1;
            return;
        }

        _divergenceText += text;
        if (row is not null && _divergences.Count < MostContexts)
        {
            ImmutableArray<TimelineRow> before = line is MissingLine { Expected.Context: { IsEmpty: false } context } ? context : Before(row.Session, order);
            divergence = divergence with { Context = [.. before, row] };
        }

        (int chapter, int number) = line switch
        {
            PairedLine paired => (0, paired.Expected.Number),
            MissingLine missing => (0, missing.Expected.Number),
            StrayLine => (1, _divergences.Count),
            _ => (2, 0),
        };
        _divergences.Add((new Place(_group, line.Session.Number, chapter, number), divergence));
    }

    // what went on before, as far as it is remembered
    private ImmutableArray<TimelineRow> Before(string session, TimeSpan order) =>
        [.. _recent.Where(entry => entry.Row.Session == session && entry.Place.Session <= order.Ticks).OrderBy(entry => entry.Place).Select(entry => entry.Row).TakeLast(ContextRows)];
}
