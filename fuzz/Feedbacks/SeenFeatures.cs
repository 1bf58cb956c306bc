using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Things that an execution showed, by a hash of what they are; two that share a number count as one.</summary>
internal sealed class SeenFeatures
{
    public const int Length = 2048;

    private readonly bool[] _seen = new bool[Length];
    private readonly bool[] _isLast = new bool[Length];
    private readonly List<int> _last = [];
    private readonly List<int> _news = [];
    private bool _remembers;

    /// <summary>Different ones that were ever shown.</summary>
    public int Count { get; private set; }

    /// <summary>Another execution begins; if it is only looked at, what it shows stays new, and the news are those of the last one that was remembered.</summary>
    public void Begin(bool remembers)
    {
        foreach (int feature in _last)
        {
            _isLast[feature] = false;
        }

        _last.Clear();
        _remembers = remembers;
        if (remembers)
        {
            _news.Clear();
        }
    }

    /// <summary>The execution showed this; new if none before did.</summary>
    public Novelty Add(int one, int other, int third)
    {
        ulong hash = Mix(Mix(Mix(0, one), other), third);
        int feature = (int)(hash >> 32) & (Length - 1);
        if (!_isLast[feature])
        {
            _isLast[feature] = true;
            _last.Add(feature);
        }

        if (!_remembers || _seen[feature])
        {
            return Novelty.None;
        }

        _seen[feature] = true;
        Count++;
        _news.Add(feature);
        return Novelty.NewState;
    }

    /// <summary>The last execution showed all that was new in the last one that was remembered.</summary>
    public bool ShowsNews()
    {
        foreach (int feature in _news)
        {
            if (!_isLast[feature])
            {
                return false;
            }
        }

        return true;
    }

    public void AddTo(int first, List<int> features)
    {
        _last.Sort();
        foreach (int feature in _last)
        {
            features.Add(first + feature);
        }
    }

    private static ulong Mix(ulong hash, int value) => ((hash ^ (uint)value) + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 ^ (hash >> 29);
}
