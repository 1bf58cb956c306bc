using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>What is under test, and where it counts.</summary>
internal interface IFuzzTarget
{
    CounterMemory Counters { get; }

    /// <summary>What the counters stand for.</summary>
    ProbeTable Probes { get; }

    /// <summary>Operands of comparisons, if it was loaded to record them.</summary>
    OperandMemory? Operands => null;

    /// <summary>The commands that it offers, if it can be asked.</summary>
    QmpSchema? Schema => null;

    /// <summary>What it has spoken of.</summary>
    MentionedValues Mentioned => new();

    TargetTraits Traits { get; }

    /// <summary>Testcases that a campaign evaluates before it makes any.</summary>
    IEnumerable<StoredTestcase> Seeds => [];

    /// <summary>What comparing it with another one came to; null: it is compared with none.</summary>
    ComparisonCounts? Compared => null;

    /// <summary>It is there no more, and nothing can be run on it.</summary>
    bool IsGone => false;

    /// <summary>A fresh one is a process of its own: not for each of many tries.</summary>
    bool IsProcess => false;

    /// <summary>Forgets what was run before, as far as that can be done.</summary>
    void Renew()
    {
    }

    /// <summary>One more harness on the same counters, for one thread.</summary>
    IHarness NewHarness();
}
