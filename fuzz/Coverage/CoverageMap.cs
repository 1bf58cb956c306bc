using System.Numerics;
using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>What one execution showed that none before had.</summary>
internal enum Novelty
{
    None,

    /// <summary>A known edge was passed another number of times (AFL's buckets).</summary>
    NewCount,

    /// <summary>The protocol made a step that it never made, or in another order.</summary>
    NewState,

    NewEdge,
}

/// <summary>
/// The edges that were ever passed, and how often: one bit a bucket (1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more).
/// A whole vector of counters is compared at once; only one that shows something new is looked at counter by counter.
/// </summary>
internal sealed class CoverageMap(int length)
{
    private static readonly (Vector<byte> From, Vector<byte> Bucket)[] Buckets =
        [.. ((byte[])[1, 2, 3, 4, 8, 16, 32, 128]).Select((from, bit) => (new Vector<byte>(from), new Vector<byte>((byte)(1 << bit))))];

    private readonly byte[] _seen = new byte[length];

    /// <summary>Edges that were ever passed.</summary>
    public int EdgesFound { get; private set; }

    /// <summary>Says what is new in the counters of one execution, and remembers it.</summary>
    public Novelty Merge(ReadOnlySpan<byte> counters)
    {
        Novelty novelty = Novelty.None;
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(counters);
        Span<Vector<byte>> seen = MemoryMarshal.Cast<byte, Vector<byte>>(_seen.AsSpan());
        for (int i = 0; i < vectors.Length; i++)
        {
            if (vectors[i] == Vector<byte>.Zero)
            {
                continue;
            }

            Vector<byte> buckets = BucketsOf(vectors[i]);
            if (Vector.AndNot(buckets, seen[i]) != Vector<byte>.Zero)
            {
                novelty = Max(novelty, Add(buckets, _seen.AsSpan(i * Vector<byte>.Count)));
            }
        }

        return novelty;
    }

    /// <summary>Adds the numbers of the edges that these counters passed.</summary>
    public static void CollectEdges(ReadOnlySpan<byte> counters, List<int> edges)
    {
        int edge = counters.IndexOfAnyExcept((byte)0);
        while (edge >= 0)
        {
            edges.Add(edge);
            int next = counters[(edge + 1)..].IndexOfAnyExcept((byte)0);
            edge = next < 0 ? -1 : edge + 1 + next;
        }
    }

    private static Novelty Max(Novelty left, Novelty right) => left > right ? left : right;

    private static Vector<byte> BucketsOf(Vector<byte> counters)
    {
        Vector<byte> buckets = Vector<byte>.Zero;
        foreach ((Vector<byte> from, Vector<byte> bucket) in Buckets)
        {
            buckets = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(counters, from), bucket, buckets);
        }

        return buckets;
    }

    private Novelty Add(Vector<byte> buckets, Span<byte> seen)
    {
        Novelty novelty = Novelty.None;
        for (int i = 0; i < Vector<byte>.Count; i++)
        {
            if ((buckets[i] & ~seen[i]) == 0)
            {
                continue;
            }

            bool isNewEdge = seen[i] == 0;
            EdgesFound += isNewEdge ? 1 : 0;
            novelty = Max(novelty, isNewEdge ? Novelty.NewEdge : Novelty.NewCount);
            seen[i] |= buckets[i];
        }

        return novelty;
    }
}
