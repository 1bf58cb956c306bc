using System.Globalization;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// Work is linear in what was exchanged: so many probes for each byte and each thing that happened, far above what any input costs
/// that is handled in one pass.
/// </summary>
public sealed class CostOracle : IOracle
{
    private const long ForAll = 50_000;
    private const long ForEach = 50;

    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        long limit = ForAll + (ForEach * (testcase.Length + execution.Log.Bytes.Length + (16 * execution.Log.Entries.Length)));
        return execution.Outcome != ExecutionOutcome.Completed || execution.Probes <= limit ? null : new Finding
        {
            Signature = Signature.Of("cost", "work"),
            Expected = string.Create(CultureInfo.InvariantCulture, $"at most {limit} probes for {testcase.Length} bytes of input and {execution.Log.Bytes.Length} bytes exchanged"),
            Came = string.Create(CultureInfo.InvariantCulture, $"{execution.Probes} probes"),
            Place = "the whole execution",
            Details = "work has to be linear in the input: somewhere a loop runs over what was read before for each part that is read",
        };
    }
}
