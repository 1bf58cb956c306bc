using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>Bad input is a value to the target, never an exception: whatever leaves it is a bug.</summary>
public sealed class CrashOracle : IOracle
{
    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        if (execution is not { Outcome: ExecutionOutcome.Crashed, Failure: { } failure })
        {
            return null;
        }

        return new Finding
        {
            Signature = Signature.Of((failure as LiveFailure)?.Oracle ?? "crash", TargetStack.PlaceOf(failure)),
            Expected = (failure as LiveFailure)?.Expected ?? "no exception, whatever is sent",
            Came = failure is LiveFailure ? failure.Message : $"{failure.GetType().FullName}: {failure.Message}",
            Place = TargetStack.TopOf(failure),
            Details = failure.ToString(),
        };
    }
}
