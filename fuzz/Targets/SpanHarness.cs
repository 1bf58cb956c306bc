using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>The shape of libfuzzer-dotnet and OneFuzz.</summary>
internal delegate void TakeBytes(ReadOnlySpan<byte> input);

/// <summary>Hands the testcase over as it is: it is bytes to this target, and there is no conversation.</summary>
internal sealed class SpanHarness(TakeBytes target) : IHarness
{
    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log) => target(testcase);
}
