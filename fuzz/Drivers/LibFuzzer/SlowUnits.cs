using System.Globalization;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Writes inputs that take longer by the clock than any before, from <c>-report_slow_units</c> seconds on.</summary>
internal sealed class SlowUnits(GuardedProcess process)
{
    private const double Longer = 1.1;

    private readonly Artefacts _artefacts = new(process.Flags, process.Errors);
    private readonly TimeSpan _least = process.Flags.Seconds("report_slow_units");

    public TimeSpan Slowest { get; private set; }

    public IExecutor Watch(IExecutor executor) => new Timed(executor, this);

    private void Take(ReadOnlySpan<byte> unit, TimeSpan took)
    {
        if (took < TimeSpan.FromSeconds(1) || took < Slowest * Longer)
        {
            return;
        }

        Slowest = took;
        if (took >= _least)
        {
            process.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Slowest unit: {(long)took.TotalSeconds} s:"));
            _artefacts.Write("slow-unit-", unit.ToArray());
        }
    }

    private sealed class Timed(IExecutor executor, SlowUnits slow) : IExecutor
    {
        private readonly TimeProvider _time = slow.Clock;

        public Execution Run(ReadOnlySpan<byte> testcase)
        {
            long start = _time.GetTimestamp();
            Execution execution = executor.Run(testcase);
            slow.Take(testcase, _time.GetElapsedTime(start));
            return execution;
        }
    }

    private TimeProvider Clock => process.Time;
}
