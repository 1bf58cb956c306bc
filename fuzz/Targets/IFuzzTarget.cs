using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>Code under test, loaded into this process and counting.</summary>
internal interface IFuzzTarget
{
    CounterMemory Counters { get; }

    /// <summary>What the counters stand for.</summary>
    ProbeTable Probes { get; }

    /// <summary>It speaks QMP and logs the conversation, so that the protocol's rules apply.</summary>
    bool IsConversation { get; }

    /// <summary>One more harness on the same counters, for one thread.</summary>
    IHarness NewHarness();
}
