using System.Runtime.InteropServices;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>
/// The places in the list of what is owed at which the server may be, in ascending order; behind each unclear stretch that is
/// one, its end is one too. The places after the next reply are gathered beside them, and take over when it is committed.
/// </summary>
internal sealed class PlaceSet(List<Expected> owed)
{
    private List<int> _now = [0];
    private List<int> _next = [];

    public ReadOnlySpan<int> Now => CollectionsMarshal.AsSpan(_now);

    public int First => _now[0];

    public int Last => _now[^1];

    /// <summary>The server may be at one place only.</summary>
    public bool IsOne => _now.Count == 1;

    public bool HasNext => _next.Count > 0;

    /// <summary>The list starts anew.</summary>
    public void Restart()
    {
        _now.Clear();
        _now.Add(0);
    }

    public void BeginNext() => _next.Clear();

    public void AddNext(int place)
    {
        while (_next.Count == 0 || _next[^1] < place)
        {
            _next.Add(place);
            place += place < owed.Count && owed[place].Kind == ExpectedKind.Anything ? 1 : 0;
        }
    }

    /// <summary>The server may also be where it was.</summary>
    public void StayAsWell()
    {
        _next.AddRange(_now);
        _next.Sort();
        (_now, _next) = (_next, _now);
        Complete();
        (_now, _next) = (_next, _now);
    }

    public void Commit() => (_now, _next) = (_next, _now);

    /// <summary>After a change of the list.</summary>
    public void Complete()
    {
        _next.Clear();
        foreach (int place in _now)
        {
            AddNext(place);
        }

        Commit();
    }
}
