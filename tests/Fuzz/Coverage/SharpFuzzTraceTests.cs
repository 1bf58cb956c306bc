using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Tests.Fuzz.Support;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Coverage;

public sealed class SharpFuzzTraceTests
{
    [Fact]
    public void Run_AssemblyRewrittenBySharpFuzz_CountsInItsMapFromAFreshTrace()
    {
        using TemporaryFolder folder = new();
        AssemblyTarget target = AssemblyTarget.Load(TargetChoice.Parse($"dll:{SharpFuzzedAssembly.Write(folder.Path)}", out _)!);
        InProcessExecutor executor = new(target.NewHarness(), target.Counters);
        int[] first = [SharpFuzzedAssembly.FirstId];
        int[] both = [.. first, (SharpFuzzedAssembly.FirstId >> 1) ^ SharpFuzzedAssembly.SecondId];
        Assert.Equal(1 << 16, target.Probes.Count);
        Assert.Equal(first, Run(target, executor, "abc"u8));
        Assert.Equal(both.Order(), Run(target, executor, "abcd"u8));
        Assert.Equal(first, Run(target, executor, "abc"u8));
    }

    private static int[] Run(AssemblyTarget target, InProcessExecutor executor, ReadOnlySpan<byte> input)
    {
        Assert.Equal(ExecutionOutcome.Completed, executor.Run(input).Outcome);
        byte[] counters = target.Counters.Counters.ToArray();
        return [.. Enumerable.Range(0, counters.Length).Where(slot => counters[slot] > 0)];
    }
}
