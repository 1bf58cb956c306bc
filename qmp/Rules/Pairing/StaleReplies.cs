using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>
/// Commands that ran when their client left a monitor, and may be answered to the next one: the known deviation, kept as narrow as
/// a transcript allows. One reply each, with that command's id, on that monitor. Where it is not known, there are none.
/// </summary>
internal sealed class StaleReplies(bool isKnown)
{
    // readings of one disconnect, and commands that outlive several clients; of more nothing is known
    private const int Limit = 8;

    private readonly List<Expected> _commands = [];
    private readonly List<byte[]> _ids = [];

    public void Clear()
    {
        _commands.Clear();
        _ids.Clear();
    }

    public void Leave(Expected running, ReadOnlySpan<byte> id)
    {
        if (!isKnown || running.Kind == ExpectedKind.Fault || running.Has(CommandTraits.MustFail))
        {
            return;
        }

        if (_commands.Count == Limit)
        {
            _commands[^1] = new Expected(ExpectedKind.Anything);
            return;
        }

        _commands.Add(running);
        _ids.Add(id.ToArray());
    }

    public bool Explains(in ServerMessage reply) => Find(reply) >= 0;

    public bool TryTake(in ServerMessage reply)
    {
        int found = Find(reply);
        if (found < 0)
        {
            return false;
        }

        _commands.RemoveAt(found);
        _ids.RemoveAt(found);
        return true;
    }

    private int Find(in ServerMessage reply)
    {
        for (int i = 0; i < _commands.Count; i++)
        {
            if (_commands[i].Kind == ExpectedKind.Anything || SameId.Of(_ids[i], reply.Id))
            {
                return i;
            }
        }

        return -1;
    }
}
