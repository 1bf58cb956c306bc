using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>A harness that can be exchanged for one that nothing ran on: what is left of earlier testcases then is what the target holds in static fields.</summary>
internal sealed class RenewableHarness(IFuzzTarget target) : IHarness
{
    private IHarness _harness = target.NewHarness();

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log) => _harness.Run(testcase, log);

    public void Renew()
    {
        target.Renew();
        _harness = target.NewHarness();
    }
}
