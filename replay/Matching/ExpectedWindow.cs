namespace QmpFuzz.Replay.Matching;

/// <summary>The messages of a session that still matter, by their numbers: those before have been forgotten, those behind not been read.</summary>
internal sealed class ExpectedWindow
{
    private Expected[] _ring = new Expected[16];

    /// <summary>Number of the first that is here.</summary>
    public int First { get; private set; }

    /// <summary>Number of the next that will be added.</summary>
    public int End { get; private set; }

    public Expected this[int number] => _ring[number % _ring.Length];

    public void Add(Expected expected)
    {
        if (End - First == _ring.Length)
        {
            Expected[] larger = new Expected[_ring.Length * 2];
            for (int number = First; number < End; number++)
            {
                larger[number % larger.Length] = this[number];
            }

            _ring = larger;
        }

        _ring[End++ % _ring.Length] = expected;
    }

    public Expected RemoveFirst()
    {
        Expected first = this[First];
        _ring[First++ % _ring.Length] = null!;
        return first;
    }
}
