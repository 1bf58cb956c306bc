using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Schedulers;

/// <summary>A kept testcase and what is known of it.</summary>
internal sealed class CorpusEntry(int id, byte[] testcase, int depth, long probes, int[] edges)
{
    public int Id { get; } = id;

    public byte[] Testcase { get; } = testcase;

    /// <summary>Generations away from what was given.</summary>
    public int Depth { get; } = depth;

    /// <summary>What it costs.</summary>
    public long Probes { get; } = probes;

    /// <summary>The edges that it passes, ascending.</summary>
    public int[] Edges { get; } = edges;

    /// <summary>The cheapest known to pass some edge.</summary>
    public bool IsFavoured { get; set; }

    /// <summary>What its comparisons found different; null until somebody has looked.</summary>
    public OperandPair[]? Operands { get; set; }

    /// <summary>Times that it was picked.</summary>
    public int Picked { get; set; }

    /// <summary>Testcases kept that were made from it.</summary>
    public int Children { get; set; }
}
