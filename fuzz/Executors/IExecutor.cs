namespace QmpFuzz.Fuzz.Executors;

/// <summary>Runs a harness once.</summary>
public interface IExecutor
{
    /// <summary>Runs one testcase from a clean state; never throws for what the target does.</summary>
    Execution Run(ReadOnlySpan<byte> testcase);
}
