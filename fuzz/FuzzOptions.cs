using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz;

/// <summary>What a campaign is to do.</summary>
public sealed record FuzzOptions
{
    /// <summary>The campaign folder; one that is there is gone on with.</summary>
    public required string Folder { get; init; }

    /// <summary>What the run starts from, in this order.</summary>
    public required IReadOnlyList<StoredTestcase> Seeds { get; init; }

    /// <summary>Lines of a dictionary in AFL's format.</summary>
    public IReadOnlyList<string> Dictionary { get; init; } = [];

    /// <summary>What is wrong with the dictionary; null: nothing.</summary>
    public string? DictionaryFault => MutationDictionary.Parse(Dictionary, out string reason) is null ? reason : null;

    /// <summary>What is fuzzed.</summary>
    public TargetChoice Target { get; init; } = TargetChoice.Embedded;

    /// <summary>The dialect to fuzz; null: all that the embedded server speaks, the first of them for another target.</summary>
    public ProtocolDialect? Dialect { get; init; }

    /// <summary>Of testcases that choose none.</summary>
    internal string DefaultDialect => (Target.IsEmbedded ? ProtocolDialect.Qemu : Dialect ?? ProtocolDialect.Qemu).Name;

    /// <summary>A schema of commands to make, as query-qmp-schema returns it; null: what a server in a process of its own says it offers.</summary>
    public byte[]? Schema { get; init; }

    /// <summary>What guides it.</summary>
    public FeedbackKinds Feedback { get; init; } = FeedbackKinds.All;

    /// <summary>Families of mutators that are not used.</summary>
    public IReadOnlyList<string> WithoutMutators { get; init; } = [];

    /// <summary>Where all chance comes from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Testcases to evaluate; null: until stopped.</summary>
    public long? Executions { get; init; }

    /// <summary>All that it starts from is executed, whatever number of executions is asked for.</summary>
    public bool RunsAllSeeds { get; init; }

    /// <summary>The first new finding ends the run.</summary>
    public bool StopsOnFinding { get; init; }

    /// <summary>The largest testcase that is made.</summary>
    public int MaxLength { get; init; } = 8192;

    /// <summary>Short testcases first: executions without news, times the logarithm of the limit, that raise it; 0: no limit but the largest.</summary>
    public int LengthControl { get; init; }

    /// <summary>What starts this program in a shell, for the lines that repeat a finding.</summary>
    public string Program { get; init; } = "qmpfuzz";

    /// <summary>What stands before the verb there.</summary>
    public IReadOnlyList<string> ProgramArguments { get; init; } = [];

    /// <summary>What the user typed, for fuzzer_stats.</summary>
    public string CommandLine { get; init; } = "";
}

/// <summary>What a mutator had a part in, and what of that was kept.</summary>
public sealed record MutatorYield(string Name, long Tried, long Kept);
