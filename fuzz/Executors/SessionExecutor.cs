using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Executors;

/// <summary>Plays testcases to somebody's server as it is: nothing is rewritten or counted, so a server that spins is not stopped.</summary>
public sealed class SessionExecutor(ISessionTarget server) : IExecutor
{
    private readonly Execution _execution = new(new ExecutionLog());
    private readonly SessionHarness _harness = new(server);

    [SuppressMessage("Design", "CA1031", Justification = "whatever leaves the target is the finding")]
    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        _execution.Log.Clear();
        _execution.Failure = null;
        try
        {
            _harness.Run(testcase, _execution.Log);
        }
        catch (Exception failure)
        {
            _execution.Failure = failure;
        }

        _execution.Outcome = _execution.Failure is null ? ExecutionOutcome.Completed : ExecutionOutcome.Crashed;
        return _execution;
    }
}
