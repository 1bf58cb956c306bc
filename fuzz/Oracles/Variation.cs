using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>Makes another testcase of one, which is to be answered in the same way.</summary>
internal abstract class Variation
{
    protected TestcaseWriter Writer { get; } = new();

    /// <summary>What signatures call it.</summary>
    public abstract string Name { get; }

    /// <summary>How it varies, for a report.</summary>
    public abstract string Way { get; }

    /// <summary>Error lines that come in addition, as the first answers on monitor 0.</summary>
    public virtual int MoreErrors => 0;

    /// <summary>Good until the next call; empty where it cannot be said how that testcase is answered.</summary>
    public abstract ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase);
}
