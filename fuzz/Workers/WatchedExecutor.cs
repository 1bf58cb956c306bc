using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>Shows each input to the supervisor before it runs.</summary>
internal sealed class WatchedExecutor(IExecutor inner, SharedInput shared, Action<Exception> outOfMemory) : IExecutor
{
    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        shared.Begin(testcase);
        Execution execution = inner.Run(testcase);
        if (execution.Failure is OutOfMemoryException failure)
        {
            outOfMemory(failure);                           // the process is no longer fit to go on: it ends as if it had been killed
        }

        shared.End();
        return execution;
    }
}
