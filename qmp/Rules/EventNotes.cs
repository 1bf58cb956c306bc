
namespace QmpFuzz.Qmp.Rules;

/// <summary>What is known of the events of one monitor: when each kind last came, and which are on their way.</summary>
internal sealed class EventNotes
{
    private readonly List<(EventSource Source, long At)> _sent = [];
    private readonly List<EventSource> _owed = [];

    public bool IsAnyOwed => _owed.Count > 0;

    /// <summary>A new transcript.</summary>
    public void Clear()
    {
        _sent.Clear();
        _owed.Clear();
    }

    /// <summary>Another client is there, or none: what was on its way went to nobody.</summary>
    public void Forget() => _owed.Clear();

    /// <summary>When an event of that source was last sent, in microseconds; rate limits are the machine's, so it may have been to another client.</summary>
    public long? SentBefore(EventSource source)
    {
        foreach ((EventSource sent, long at) in _sent)
        {
            if (sent == source)
            {
                return at;
            }
        }

        return null;
    }

    public void Send(EventSource source, long now)
    {
        for (int i = 0; i < _sent.Count; i++)
        {
            if (_sent[i].Source == source)
            {
                _sent[i] = (source, now);
                return;
            }
        }

        _sent.Add((source, now));
    }

    /// <summary>The machine raised one.</summary>
    public void Owe(EventSource source)
    {
        if (!_owed.Contains(source))
        {
            _owed.Add(source);
        }
    }

    public void Arrived(EventSource source) => _owed.Remove(source);
}
