namespace QmpFuzz.Fuzz.Contract;

/// <summary>Feeds one input to the code under test and logs what was exchanged. One instance serves one thread.</summary>
public interface IHarness
{
    /// <summary>Runs one testcase from a clean state; an exception that leaves this method is a finding.</summary>
    void Run(ReadOnlySpan<byte> testcase, ExecutionLog log);
}
