using System.Diagnostics;
using System.Globalization;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Bench;

/// <summary>Sessions a second with a server in a process of its own: executed, compared with what was seen, judged. A campaign is at it for hours: code is compiled first.</summary>
internal static class LiveThroughput
{
    private const double WarmUpSeconds = 3;

    public static void Run(string target, double seconds, IReadOnlyList<string> files, TextWriter output)
    {
        byte[][] testcases = [.. files.Select(File.ReadAllBytes)];
        IFuzzTarget loaded = TargetChoice.Parse(target, out _)!.Load("qemu");
        InProcessExecutor executor = new(loaded.NewHarness(), loaded.Counters);
        EdgeFeedback feedback = new(loaded.Counters);
        OraclePanel oracles = new(executor, "qemu", loaded.Traits);
        Measure(WarmUpSeconds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Measure(seconds):F0}"));
        (loaded as IDisposable)?.Dispose();

        double Measure(double limit)
        {
            int sessions = 0;
            long start = Stopwatch.GetTimestamp();
            for (; Stopwatch.GetElapsedTime(start).TotalSeconds < limit; sessions++)
            {
                Execute(testcases[sessions % testcases.Length]);
            }

            return sessions / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        void Execute(byte[] testcase)
        {
            Execution execution = executor.Run(testcase);
            feedback.Judge(execution);
            if (oracles.Judge(testcase, execution) is { } finding)
            {
                throw new InvalidDataException($"{finding.Signature}: {finding.Came}");
            }
        }
    }
}
