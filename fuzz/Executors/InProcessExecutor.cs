using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Executors;

/// <summary>Runs the harness on this thread. Executors of one target share its counters: look at them before another one runs.</summary>
internal sealed class InProcessExecutor(IHarness harness, CounterMemory counters, long budget = InProcessExecutor.DefaultBudget) : IExecutor
{
    /// <summary>Some thousand times what an ordinary input costs.</summary>
    public const long DefaultBudget = 20_000_000;

    private readonly Execution _execution = new(new ExecutionLog());

    /// <summary>A server that cannot be started is no finding: <see cref="TargetNotReadyException"/>.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "whatever leaves the target is the finding")]
    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        _execution.Log.Clear();
        _execution.Failure = null;
        counters.Clear();
        counters.Budget = budget;
        try
        {
            harness.Run(testcase, _execution.Log);
        }
        catch (Exception failure) when (failure is not TargetNotReadyException)
        {
            _execution.Failure = failure;
        }

        _execution.Probes = budget - counters.Budget;
        _execution.Outcome = Judge(_execution.Failure, counters.Budget < 0);
        counters.Budget = long.MaxValue;
        return _execution;
    }

    // a target that caught the exception of the budget hung all the same
    private static ExecutionOutcome Judge(Exception? failure, bool spent)
    {
        if (spent || failure is ProbeBudgetExceededException or LiveFailure { IsHang: true })
        {
            return ExecutionOutcome.Hung;
        }

        return failure is null ? ExecutionOutcome.Completed : ExecutionOutcome.Crashed;
    }
}
