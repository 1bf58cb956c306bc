using System.Globalization;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>An execution has a budget of loop turns and calls; one that needs more spins.</summary>
public sealed class HangOracle : IOracle
{
    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        if (execution is not { Outcome: ExecutionOutcome.Hung, Failure: { } failure })
        {
            return null;
        }

        return new Finding
        {
            Signature = Signature.Of("hang", TargetStack.PlaceOf(failure, depth: 1)),
            Expected = failure is LiveFailure live ? live.Expected : "an end within the probe budget",
            Came = failure is LiveFailure ? failure.Message : string.Create(CultureInfo.InvariantCulture, $"still running after {execution.Probes} probes"),
            Place = TargetStack.TopOf(failure),
            Details = failure.ToString(),
        };
    }
}
