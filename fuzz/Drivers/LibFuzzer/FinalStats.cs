using System.Diagnostics;
using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What <c>-print_final_stats=1</c> prints.</summary>
internal readonly record struct FinalStats(long Executions, TimeSpan Elapsed, long NewUnits, TimeSpan Slowest, long PeakMegabytes)
{
    /// <summary>Most memory that this process ever held.</summary>
    public static long PeakOfThisProcess
    {
        get
        {
            using Process self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 >> 20;
        }
    }

    public long PerSecond => (long)(Executions / Math.Max(1, Elapsed.TotalSeconds));

    public void Print(TextWriter errors)
    {
        Line(errors, "number_of_executed_units:", Executions);
        Line(errors, "average_exec_per_sec:", PerSecond);
        Line(errors, "new_units_added:", NewUnits);
        Line(errors, "slowest_unit_time_sec:", (long)Slowest.TotalSeconds);
        Line(errors, "peak_rss_mb:", PeakMegabytes);
    }

    private static void Line(TextWriter errors, string name, long value) => errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stat::{name,-25} {value}"));
}
