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
    private readonly List<(int Edge, byte Bucket)> _news = [];

    /// <summary>Edges that were ever passed.</summary>
    public int EdgesFound { get; private set; }

    /// <summary>The same, each as often as it was passed another number of times.</summary>
    public int CountsFound { get; private set; }

    /// <summary>Says what is new in the counters of one execution, and remembers it.</summary>
    public Novelty Merge(ReadOnlySpan<byte> counters)
    {
        Novelty novelty = Novelty.None;
        _news.Clear();
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
                novelty = Max(novelty, Add(buckets, i * Vector<byte>.Count));
            }
        }

        return novelty;
    }

    /// <summary>These counters show all that was new in those merged last.</summary>
    public bool ShowsNews(ReadOnlySpan<byte> counters)
    {
        foreach ((int edge, byte bucket) in _news)
        {
            if (BucketOf(counters[edge]) != bucket)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How often an edge is passed differs by itself: from now on another number of times is nothing new.</summary>
    public void Settle(int edge) => _seen[edge] = byte.MaxValue;

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

    private static byte BucketOf(byte count) => count switch
    {
        0 => 0,
        <= 3 => (byte)(1 << (count - 1)),
        < 32 => (byte)(2 << BitOperations.Log2(count)),
        < 128 => 1 << 6,
        _ => 1 << 7,
    };

    private Novelty Add(Vector<byte> buckets, int start)
    {
        Novelty novelty = Novelty.None;
        Span<byte> seen = _seen.AsSpan(start);
        for (int i = 0; i < Vector<byte>.Count; i++)
        {
            if ((buckets[i] & ~seen[i]) == 0)
            {
                continue;
            }

            bool isNewEdge = seen[i] == 0;
            EdgesFound += isNewEdge ? 1 : 0;
            CountsFound++;
            novelty = Max(novelty, isNewEdge ? Novelty.NewEdge : Novelty.NewCount);
            seen[i] |= buckets[i];
            _news.Add((start + i, buckets[i]));
        }

        return novelty;
    }
}
