using System.Numerics;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// How long the testcases made may be: as long as what they are made of at first, and by and by more, the slower the longer they are
/// (libFuzzer's len_control). A rate of 0: the longest at once.
/// </summary>
internal sealed class LengthControl(int rate, int most)
{
    private const int Shortest = 4;

    private long _lastNews;

    /// <summary>Where it stands; 0 without a limit below the longest.</summary>
    public int Limit { get; private set; } = rate > 0 ? Math.Min(Shortest, most) : 0;

    /// <summary>As long as the longest that there is to start from.</summary>
    public void Begin(int longest) => Limit = rate > 0 ? Math.Min(most, Math.Max(Limit, longest)) : 0;

    /// <summary>The most that one made of an entry of this length may have.</summary>
    public int For(int length, long executions)
    {
        if (rate <= 0)
        {
            return most;
        }

        int step = BitOperations.Log2((uint)Limit);
        if (Limit < most && executions - _lastNews > (long)rate * step)
        {
            Limit = Math.Min(most, Limit + Math.Max(1, step));
            _lastNews = executions;
        }

        return Math.Min(most, Math.Max(Limit, length));
    }

    /// <summary>Something was kept: there is still news at this length.</summary>
    public void Note(long executions) => _lastNews = executions;
}
