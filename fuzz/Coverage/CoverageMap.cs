using System.Numerics;
using System.Runtime.InteropServices;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>What one execution showed that none before had.</summary>
internal enum Novelty
{
    None,

    /// <summary>A known edge was passed another number of times (AFL's buckets).</summary>
    NewCount,

    NewEdge,
}

/// <summary>
/// The edges that were ever passed, and how often: one bit a bucket (1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more).
/// Vectors of counters that are all zero are skipped unread.
/// </summary>
internal sealed class CoverageMap(int length)
{
    private static readonly byte[] Buckets = MakeBuckets();

    private readonly byte[] _seen = new byte[length];

    /// <summary>Edges that were ever passed.</summary>
    public int EdgesFound { get; private set; }

    /// <summary>Says what is new in the counters of one execution, and remembers it.</summary>
    public Novelty Merge(ReadOnlySpan<byte> counters)
    {
        Novelty novelty = Novelty.None;
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(counters);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (vectors[i] != Vector<byte>.Zero)
            {
                novelty = Max(novelty, MergeTouched(counters, i * Vector<byte>.Count));
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

    private static byte[] MakeBuckets()
    {
        byte[] buckets = new byte[256];
        for (int count = 1; count < 256; count++)
        {
            buckets[count] = count switch
            {
                < 4 => (byte)(1 << (count - 1)),
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
        }

        return buckets;
    }

    private Novelty MergeTouched(ReadOnlySpan<byte> counters, int start)
    {
        Novelty novelty = Novelty.None;
        ReadOnlySpan<byte> touched = counters.Slice(start, Vector<byte>.Count);
        Span<byte> seen = _seen.AsSpan(start, Vector<byte>.Count);
        for (int i = 0; i < touched.Length; i++)
        {
            byte bucket = Buckets[touched[i]];
            if ((bucket & ~seen[i]) == 0)
            {
                continue;
            }

            bool isNewEdge = seen[i] == 0;
            EdgesFound += isNewEdge ? 1 : 0;
            novelty = Max(novelty, isNewEdge ? Novelty.NewEdge : Novelty.NewCount);
            seen[i] |= bucket;
        }

        return novelty;
    }
}
