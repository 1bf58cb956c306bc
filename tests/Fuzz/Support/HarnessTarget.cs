using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Tests.Fuzz.Support;

/// <summary>A target without a conversation that counts nothing: what a test's harness does, each time on one of its own.</summary>
internal sealed class HarnessTarget(Func<IHarness> newHarness) : IFuzzTarget
{
    public CounterMemory Counters { get; } = new(1);

    public ProbeTable Probes { get; } = new();

    public TargetTraits Traits => TargetTraits.None;

    public IHarness NewHarness() => newHarness();
}
