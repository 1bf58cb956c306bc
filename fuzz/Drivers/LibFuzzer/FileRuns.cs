using System.Globalization;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Runs the files that were named, each <c>-runs</c> times, and ends with the first fault.</summary>
internal sealed class FileRuns(GuardedProcess process)
{
    public int Run()
    {
        Flags flags = process.Flags;
        int runs = (int)Math.Max(1, flags["runs"]);
        using Reproducer reproducer = process.NewReproducer(out IFuzzTarget target);
        process.Lines.Modules(target.Probes.Count, target.Counters.Address);
        process.Errors.WriteLine($"{process.Self.Program}: Running {flags.Inputs.Count} inputs {runs} time(s) each.");
        long start = process.Time.GetTimestamp();
        long executions = 0;
        foreach (string file in flags.Inputs)
        {
            process.Errors.WriteLine($"Running: {file}");
            byte[] unit = Units.Read(file, (int)flags["max_len"]);
            long began = process.Time.GetTimestamp();
            for (int run = 0; run < runs; run++, executions++)
            {
                long before = process.Time.GetTimestamp();
                if (reproducer.Judge(unit) is { } finding)
                {
                    return process.Report(Fault.Of(finding, process.Time.GetElapsedTime(before)), unit, saves: false);
                }
            }

            process.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Executed {file} in {(long)process.Time.GetElapsedTime(began).TotalMilliseconds} ms"));
        }

        process.Errors.WriteLine("***\n*** NOTE: fuzzing was not performed, you have only\n***       executed the target code on a fixed set of inputs.\n***");
        process.PrintStats(new FinalStats(executions, process.Time.GetElapsedTime(start), 0, TimeSpan.Zero, FinalStats.PeakOfThisProcess));
        return 0;
    }
}
