using QmpFuzz.Fuzz.Triage.Reductions;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>
/// What a minimisation came to: the smallest input found that still shows the bug. Minimal means that nothing more can be left
/// out, so that minimising it again changes nothing; false where the executions ran out.
/// </summary>
public sealed record Minimised(byte[] Testcase, long Executions, bool IsMinimal);

/// <summary>
/// Makes a testcase smaller in the order of the protocol: monitors, messages, members, values that
/// stand twice, schedule, tokens, bytes; in each, large groups
/// before single parts, and all again until a whole round changes nothing. Deterministic, and bounded by executions.
/// </summary>
public sealed class Minimiser(Func<byte[], bool> keepsTheBug, long limit = Minimiser.DefaultLimit)
{
    public const long DefaultLimit = 50_000;

    private static readonly IReduction[] Reductions = [new Monitors(), new Messages(), new Members(), new Twins(), new Steps(), new Tokens(), new SingleBytes()];

    private long _executions;

    private bool HasRunOut => _executions >= limit;

    /// <summary>Minimises an input that shows the bug.</summary>
    public Minimised Run(byte[] testcase)
    {
        _executions = 0;
        bool changed = true;
        while (changed && !HasRunOut)
        {
            byte[] before = testcase;
            foreach (IReduction reduction in Reductions)
            {
                testcase = Reduce(testcase, reduction);
            }

            changed = testcase.Length < before.Length;
        }

        return new Minimised(testcase, _executions, !changed && !HasRunOut);
    }

    private byte[] Reduce(byte[] testcase, IReduction reduction)
    {
        IReadOnlyList<Cut> cuts = reduction.CutsOf(testcase);
        for (int size = Math.Max(1, cuts.Count / 2); size > 0; size /= 2)
        {
            int at = 0;
            while (at < cuts.Count && !HasRunOut)
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

    private bool Keeps(byte[] smaller)
    {
        _executions++;
        return keepsTheBug(smaller);
    }
}
