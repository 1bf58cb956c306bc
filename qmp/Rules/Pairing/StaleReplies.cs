using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>
/// Commands that were not answered when their client left a monitor. The one that ran then may be answered to the next client: the known
/// deviation. Which one it was is not known from outside, for replies to those before it may have been on their way when the client
/// left. So one reply for each leaving, with the id of one of its commands, on that monitor. Where it is not known, there are none.
/// </summary>
internal sealed class StaleReplies(bool isKnown)
{
    // commands that outlive their clients; of more nothing is known
    private const int Limit = 64;

    private readonly List<Left> _left = [];
    private int _leavings;

    public void Clear() => _left.Clear();

    /// <summary>The commands left from here on belong to another client.</summary>
    public void NextClient() => _leavings++;

    public void Leave(Expected unanswered, ReadOnlySpan<byte> id)
    {
        if (!isKnown || unanswered.Kind == ExpectedKind.Fault || unanswered.Has(CommandTraits.MustFail))
        {
            return;
        }

        if (_left.Count < Limit)
        {
            _left.Add(new Left(_leavings, unanswered.Kind == ExpectedKind.Anything ? null : id.ToArray()));
        }
        else
        {
            _left[^1] = new Left(_leavings, null);
        }
    }

    public bool Explains(in ServerMessage reply) => Find(reply) >= 0;

    public bool TryTake(in ServerMessage reply)
    {
        int found = Find(reply);
        if (found < 0)
        {
            return false;
        }

        int leaving = _left[found].Leaving;
        _left.RemoveAll(left => left.Leaving == leaving);
        return true;
    }

    private int Find(in ServerMessage reply)
    {
        for (int i = 0; i < _left.Count; i++)
        {
            if (_left[i].Id is not { } id || SameId.Of(id, reply.Id))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A command of the client that left as the n-th; without a known id it may be any.</summary>
    private readonly record struct Left(int Leaving, byte[]? Id);
}
