namespace QmpFuzz.Replay.Matching;

/// <summary>A live message that nothing in the recording corresponds to; <paramref name="Order"/>: recorded time of what was done last before it.</summary>
internal sealed record Stray(ServerMessage Live, TimeSpan Order);

/// <summary>
/// Pairs live messages with recorded ones: replies by id, those without by order, first come first served; events by name and data.
/// So events may come earlier or later and out-of-band replies may overtake without being a divergence. It is told the recorded ones
/// some way ahead, and forgets those that are behind; of those without a counterpart it keeps the last ones, in case that they are late.
/// </summary>
internal sealed class ReplyMatcher(EventLikeness likeness)
{
    private const int MostStrays = 256;
    private const int MostLookedAt = 256;                   // events of one name
    private const long MostBehind = 8 << 20;                // bytes

    private readonly ExpectedWindow _window = new();
    private readonly Dictionary<string, LinkedList<Expected>> _open = [];
    private readonly Queue<Expected> _late = [];
    private readonly List<Stray> _strays = [];
    private long _behindWeight;
    private long _lateWeight;

    /// <summary>How many recorded messages are known.</summary>
    public int Count => _window.End;

    /// <summary>How many recorded messages from the first on have come or were given up.</summary>
    public int Settled { get; private set; }

    /// <summary>How many from the first on nothing waits for any more.</summary>
    public int Passed { get; private set; }

    /// <summary>What the messages behind those cost.</summary>
    public long AheadWeight { get; private set; }

    /// <summary>Live messages that nothing in the recording corresponds to, as far as they may still stand in for something.</summary>
    public IReadOnlyList<Stray> Strays => _strays;

    /// <summary>Recorded messages that have no counterpart so far and that are not forgotten, in recorded order.</summary>
    public IEnumerable<Expected> Missing => _late
        .Concat(Enumerable.Range(_window.First, _window.End - _window.First).Select(number => _window[number]))
        .Where(expected => expected.Live is null)
        .Distinct()
        .OrderBy(expected => expected.Number);

    /// <summary>A recorded message that is not behind.</summary>
    public Expected this[int number] => _window[number];

    /// <summary>The recording goes on with this.</summary>
    public Expected Expect(ServerMessage recorded)
    {
        Expected expected = new(_window.End, recorded);
        _window.Add(expected);
        AheadWeight += expected.Weight;
        if (!_open.TryGetValue(recorded.Key, out LinkedList<Expected>? open))
        {
            _open.Add(recorded.Key, open = []);
        }

        open.AddLast(expected);
        return expected;
    }

    /// <summary>Pairs a message that just came; null if the recording has nothing for it.</summary>
    public Expected? Pair(ServerMessage live)
    {
        LinkedListNode<Expected>? node = !_open.TryGetValue(live.Key, out LinkedList<Expected>? open) ? null
            : live.Kind == ServerMessageKind.Event ? MostAlike(open, live)
            : open.First;
        if (node is not null)
        {
            Close(node.Value);
            node.Value.Live = live;
            Advance();
        }

        return node?.Value;
    }

    /// <summary>Keeps a message that could not be paired; gives one that is kept no longer for it, if there is none.</summary>
    public Stray? Keep(Stray stray)
    {
        _strays.Add(stray);
        if (_strays.Count <= MostStrays)
        {
            return null;
        }

        Stray oldest = _strays[0];
        _strays.RemoveAt(0);
        return oldest;
    }

    /// <summary>One of the first <paramref name="count"/> is missing, and something is there that it may have become.</summary>
    public bool HasStandIn(int count) =>
        _strays.Count > 0 && Enumerable.Range(Settled, Math.Max(0, count - Settled)).Any(number => _window[number].Live is null && StandIn(_window[number]) >= 0);

    /// <summary>
    /// Waits no longer for the first <paramref name="count"/>; gives those that were missing. A missing reply takes a stray one that is
    /// there as its counterpart: an id that changed is one divergence, not two.
    /// </summary>
    public List<Expected> GiveUp(int count)
    {
        List<Expected> missing = [];
        for (int number = Settled; number < count; number++)
        {
            if (!_window[number].IsSettled)
            {
                missing.Add(_window[number]);
                GiveUp(_window[number]);
            }
        }

        Advance();
        return missing;
    }

    /// <summary>Nothing waits for the first <paramref name="count"/> any more; gives those that are forgotten without a counterpart.</summary>
    public List<Expected> Pass(int count)
    {
        for (; Passed < count; Passed++)
        {
            _behindWeight += _window[Passed].Weight;
            AheadWeight -= _window[Passed].Weight;
        }

        while (_window.First < Passed && (_window[_window.First].IsSettled || _behindWeight > MostBehind))
        {
            Expected first = _window.RemoveFirst();
            _behindWeight -= first.Weight;
            if (!first.IsSettled)
            {
                GiveUp(first);
            }
        }

        Settled = Math.Max(Settled, _window.First);
        Advance();
        return ForgetLate();
    }

    private void GiveUp(Expected expected)
    {
        int candidate = StandIn(expected);
        if (candidate >= 0)
        {
            expected.Live = _strays[candidate].Live;
            _strays.RemoveAt(candidate);
            Close(expected);
            return;
        }

        expected.WasGivenUp = true;
        _late.Enqueue(expected);
        _lateWeight += expected.Weight;
    }

    private List<Expected> ForgetLate()
    {
        List<Expected> forgotten = [];
        while (_lateWeight > MostBehind)
        {
            Expected oldest = _late.Dequeue();
            _lateWeight -= oldest.Weight;
            if (oldest.Live is null)
            {
                Close(oldest);
                forgotten.Add(oldest);
            }
        }

        return forgotten;
    }

    private void Close(Expected expected)
    {
        LinkedList<Expected> open = _open[expected.Recorded.Key];
        open.Remove(expected);
        if (open.Count == 0)
        {
            _open.Remove(expected.Recorded.Key);
        }
    }

    private void Advance()
    {
        while (Settled < _window.End && _window[Settled].IsSettled)
        {
            Settled++;
        }
    }

    private int StandIn(Expected expected) => expected.Recorded.IsReply
        ? _strays.FindIndex(stray => stray.Live.IsReply)
        : _strays.FindIndex(stray => stray.Live.Key == expected.Recorded.Key);

    // an event that says the same, else one that differs in numbers only; one with other texts waits until its turn is given up
    private LinkedListNode<Expected>? MostAlike(LinkedList<Expected> open, ServerMessage live)
    {
        LinkedListNode<Expected>? nearest = null;
        int looked = 0;
        for (LinkedListNode<Expected>? node = open.First; node is not null && looked < MostLookedAt; node = node.Next, looked++)
        {
            switch (likeness.Of(node.Value.Recorded, live))
            {
                case Likeness.Whole:
                    return node;
                case Likeness.Texts:
                    nearest ??= node;
                    break;
                default:
                    break;
            }
        }

        return nearest;
    }
}
