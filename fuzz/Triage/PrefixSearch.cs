using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>A finding that shows only behind these testcases, in one process.</summary>
public sealed record LateFinding(Finding Finding, IReadOnlyList<byte[]> Before);

/// <summary>
/// Looks for what has to run before an input that is harmless alone. Each try is on a target that nothing ran on, which is loaded for
/// it: so there are few tries.
/// </summary>
internal sealed class PrefixSearch(Func<Reproducer> fresh)
{
    private const int Tries = 24;

    private int _tries;

    /// <summary>The finding and the fewest testcases found that it needs; null if it does not show behind all of them either.</summary>
    public LateFinding? Find(IReadOnlyList<byte[]> before, byte[] testcase)
    {
        _tries = 0;
        if (Try(before, testcase) is not { } finding)
        {
            return null;
        }

        List<byte[]> needed = [.. before];
        for (int size = Math.Max(1, needed.Count / 2); size > 0; size /= 2)
        {
            for (int at = 0; at < needed.Count && _tries < Tries;)
            {
                List<byte[]> fewer = [.. needed.Take(at), .. needed.Skip(at + size)];
                bool shows = Try(fewer, testcase)?.Signature == finding.Signature;
                needed = shows ? fewer : needed;
                at += shows ? 0 : size;
            }
        }

        return new LateFinding(finding, needed);
    }

    private Finding? Try(IEnumerable<byte[]> before, byte[] testcase)
    {
        _tries++;
        using Reproducer reproducer = fresh();
        foreach (byte[] earlier in before)
        {
            reproducer.Execute(earlier);
        }

        return reproducer.Judge(testcase);
    }
}
