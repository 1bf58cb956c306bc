using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Tests.Fuzz.Support;

/// <summary>What an input passes: fills the counters.</summary>
internal delegate void PassEdges(ReadOnlySpan<byte> testcase, Span<byte> counters);

/// <summary>Stands in for a target: a test says which edges an input passes.</summary>
internal sealed class CountingExecutor(CounterMemory counters, PassEdges pass) : IExecutor
{
    private readonly Execution _execution = new(new ExecutionLog());

    public int Runs { get; private set; }

    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        Runs++;
        counters.Clear();
        pass(testcase, counters.Counters);
        return _execution;
    }
}
