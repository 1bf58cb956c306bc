using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Executors;

/// <summary>How one execution ended.</summary>
public enum ExecutionOutcome
{
    Completed,

    /// <summary>An exception left the target.</summary>
    Crashed,

    /// <summary>The probe budget was exceeded; time plays no part.</summary>
    Hung,
}

/// <summary>What one run of a testcase did. An executor fills the same one again and again: it is good until that executor runs next.</summary>
public sealed class Execution(ExecutionLog log)
{
    public ExecutionOutcome Outcome { get; internal set; }

    /// <summary>The exception that left the target, as thrown and with its stack; null unless it crashed or hung.</summary>
    public Exception? Failure { get; internal set; }

    public ExecutionLog Log { get; } = log;

    /// <summary>What it cost: loop turns and method entries, never time.</summary>
    public long Probes { get; internal set; }
}
