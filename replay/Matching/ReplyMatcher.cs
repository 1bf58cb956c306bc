using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Pairs live messages with recorded ones: replies by id, those without by order, events by name; equal keys first come first served.
/// So events may come earlier or later and out-of-band replies may overtake without being a divergence.
/// </summary>
internal sealed class ReplyMatcher
{
    private readonly ImmutableArray<ServerMessage> _recorded;
    private readonly ServerMessage?[] _live;
    private readonly bool[] _givenUp;
    private readonly Dictionary<string, Queue<int>> _open = [];
    private readonly List<ServerMessage> _unexpected = [];

    public ReplyMatcher(ImmutableArray<ServerMessage> recorded)
    {
        _recorded = recorded;
        _live = new ServerMessage?[recorded.Length];
        _givenUp = new bool[recorded.Length];
        for (int index = 0; index < recorded.Length; index++)
        {
            Open(recorded[index].Key).Enqueue(index);
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
        Queue<int> open = Open(live.Key);
        if (open.Count == 0)
        {
            _unexpected.Add(live);
            return false;
        }

        _live[open.Dequeue()] = live;
        Advance();
        return true;
    }

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

            int candidate = _recorded[index].IsReply ? _unexpected.FindIndex(message => message.IsReply) : -1;
            if (candidate < 0)
            {
                _givenUp[index] = true;
                continue;
            }

            _live[index] = _unexpected[candidate];
            _unexpected.RemoveAt(candidate);
            Close(_recorded[index].Key, index);
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

    private void Close(string key, int index) => _open[key] = new Queue<int>(_open[key].Where(open => open != index));

    private Queue<int> Open(string key)
    {
        if (!_open.TryGetValue(key, out Queue<int>? open))
        {
            _open.Add(key, open = new Queue<int>());
        }

        return open;
    }
}
