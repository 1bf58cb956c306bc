using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Pairs live messages with recorded ones: replies by id, those without by order, first come first served; events by name and data.
/// So events may come earlier or later and out-of-band replies may overtake without being a divergence.
/// </summary>
internal sealed class ReplyMatcher
{
    private readonly ImmutableArray<ServerMessage> _recorded;
    private readonly ServerMessage?[] _live;
    private readonly bool[] _givenUp;
    private readonly Dictionary<string, List<int>> _open = [];
    private readonly List<ServerMessage> _unexpected = [];
    private readonly EventLikeness _likeness;

    public ReplyMatcher(ImmutableArray<ServerMessage> recorded, EventLikeness likeness)
    {
        (_recorded, _likeness) = (recorded, likeness);
        _live = new ServerMessage?[recorded.Length];
        _givenUp = new bool[recorded.Length];
        for (int index = 0; index < recorded.Length; index++)
        {
            Open(recorded[index].Key).Add(index);
        }
    }

    /// <summary>How many recorded messages from the first on have come or were given up.</summary>
    public int Settled { get; private set; }

    /// <summary>Live messages that nothing in the recording corresponds to.</summary>
    public IReadOnlyList<ServerMessage> Unexpected => _unexpected;

    /// <summary>The counterpart of a recorded message, or null.</summary>
    public ServerMessage? Live(int index) => _live[index];

    /// <summary>The counterpart did not come in time (it may have come later).</summary>
    public bool WasGivenUp(int index) => _givenUp[index];

    /// <summary>Pairs a message that just came; false if the recording has nothing for it.</summary>
    public bool TryPair(ServerMessage live)
    {
        List<int> open = Open(live.Key);
        int place = live.Kind == ServerMessageKind.Event ? MostAlike(open, live) : open.Count - 1 < 0 ? -1 : 0;
        if (place < 0)
        {
            _unexpected.Add(live);
            return false;
        }

        _live[open[place]] = live;
        open.RemoveAt(place);
        Advance();
        return true;
    }

    /// <summary>One of the first <paramref name="count"/> is missing, and something is there that it may have become.</summary>
    public bool HasStandIn(int count) =>
        _unexpected.Count > 0 && Enumerable.Range(Settled, count - Settled).Any(index => _live[index] is null && StandIn(index) >= 0);

    /// <summary>
    /// Waits no longer for the first <paramref name="count"/>. A missing reply takes an unexpected one that is there as its
    /// counterpart: an id that changed is one divergence, not two.
    /// </summary>
    public void GiveUp(int count)
    {
        for (int index = Settled; index < count; index++)
        {
            if (_live[index] is not null)
            {
                continue;
            }

            int candidate = StandIn(index);
            if (candidate < 0)
            {
                _givenUp[index] = true;
                continue;
            }

            _live[index] = _unexpected[candidate];
            _unexpected.RemoveAt(candidate);
            Open(_recorded[index].Key).Remove(index);
        }

        Advance();
    }

    private void Advance()
    {
        while (Settled < _live.Length && (_live[Settled] is not null || _givenUp[Settled]))
        {
            Settled++;
        }
    }

    private int StandIn(int index) => _recorded[index].IsReply
        ? _unexpected.FindIndex(message => message.IsReply)
        : _unexpected.FindIndex(message => message.Key == _recorded[index].Key);

    // an event that says the same, else one that differs in numbers only; one with other texts waits until its turn is given up
    private int MostAlike(List<int> open, ServerMessage live)
    {
        int nearest = -1;
        for (int place = 0; place < open.Count; place++)
        {
            switch (_likeness.Of(_recorded[open[place]], live))
            {
                case Likeness.Whole:
                    return place;
                case Likeness.Texts when nearest < 0:
                    nearest = place;
                    break;
                default:
                    break;
            }
        }

        return nearest;
    }

    private List<int> Open(string key)
    {
        if (!_open.TryGetValue(key, out List<int>? open))
        {
            _open.Add(key, open = []);
        }

        return open;
    }
}
