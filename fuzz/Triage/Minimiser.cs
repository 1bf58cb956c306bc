using QmpFuzz.Fuzz.Triage.Reductions;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>
/// What a minimisation came to: the smallest input found that still shows the bug. Minimal means that nothing more can be left
/// out, so that minimising it again changes nothing; false where it was stopped before.
/// </summary>
public sealed record Minimised(byte[] Testcase, long Executions, bool IsMinimal);

/// <summary>Asked before each execution, with how small the testcase is by then; false ends it.</summary>
public delegate bool MinimisingGoesOn(int bytes, long executions);

/// <summary>
/// Makes a testcase smaller in the order of the protocol: monitors, messages, members, values that
/// stand twice, schedule, tokens, bytes; in each, large groups
/// before single parts, and all again until a whole round changes nothing. Deterministic, and bounded by executions, unless its owner ends it.
/// </summary>
public sealed class Minimiser(Func<byte[], bool> keepsTheBug, long limit = Minimiser.DefaultLimit, MinimisingGoesOn? goesOn = null)
{
    public const long DefaultLimit = 50_000;

    private static readonly IReduction[] Reductions = [new Monitors(), new Messages(), new Members(), new Twins(), new Steps(), new Tokens(), new SingleBytes()];

    private long _executions;
    private bool _isStopped;

    /// <summary>Minimises an input that shows the bug.</summary>
    public Minimised Run(byte[] testcase)
    {
        (_executions, _isStopped) = (0, false);
        bool changed = true;
        while (changed && !_isStopped)
        {
            byte[] before = testcase;
            foreach (IReduction reduction in Reductions)
            {
                testcase = Reduce(testcase, reduction);
            }

            changed = testcase.Length < before.Length;
        }

        return new Minimised(testcase, _executions, !changed && !_isStopped);
    }

    private byte[] Reduce(byte[] testcase, IReduction reduction)
    {
        IReadOnlyList<Cut> cuts = reduction.CutsOf(testcase);
        for (int size = Math.Max(1, cuts.Count / 2); size > 0; size /= 2)
        {
            int at = 0;
            while (at < cuts.Count && GoesOn(testcase))
            {
                byte[] smaller = Cut.Remove(testcase, cuts.Skip(at).Take(size));
                if (smaller.Length < testcase.Length && Keeps(smaller))
                {
                    testcase = smaller;
                    cuts = reduction.CutsOf(testcase);
                }
                else
                {
                    at += size;
                }
            }
        }

        return testcase;
    }

    private bool GoesOn(byte[] testcase)
    {
        _isStopped |= _executions >= limit || goesOn?.Invoke(testcase.Length, _executions) == false;
        return !_isStopped;
    }

    private bool Keeps(byte[] smaller)
    {
        _executions++;
        return keepsTheBug(smaller);
    }
}
