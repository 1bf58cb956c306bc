using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Works on one crashing input in this process: makes it smaller, or replaces its bytes, while the finding stays the same.</summary>
internal sealed class CrashStep(GuardedProcess process)
{
    public int Run()
    {
        Flags flags = process.Flags;
        byte[] unit = File.ReadAllBytes(flags.Inputs[0]);
        using Reproducer reproducer = process.NewReproducer();
        Finding? finding = reproducer.Judge(unit);
        using CancellationTokenSource limit = process.TimeLimit();
        bool Shows(byte[] candidate) => !limit.IsCancellationRequested && finding is not null && reproducer.Shows(candidate, finding.Signature);

        if (flags.IsSet("cleanse_crash"))
        {
            return new Cleansing(process.Errors, flags.Text("exact_artifact_path")!).Run(unit, Shows);
        }

        process.Errors.WriteLine($"INFO: Starting MinimizeCrashInputInternalStep: {unit.Length}");
        byte[] smaller = finding is null ? unit : new Minimiser(Shows, LimitOf(flags, Minimiser.DefaultLimit)).Run(unit).Testcase;
        if (smaller.Length < unit.Length && reproducer.Judge(smaller) is { } same)
        {
            return process.Report(Fault.Of(same, TimeSpan.Zero), smaller);
        }

        process.Errors.WriteLine("INFO: Done MinimizeCrashInputInternalStep, no crashes found");
        return 0;
    }

    /// <summary>Attempts that are to be made.</summary>
    public static long LimitOf(Flags flags, long otherwise) => flags["runs"] > 0 ? Math.Min(flags["runs"], otherwise) : otherwise;
}
