using System.Diagnostics;
using System.Globalization;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Bench;

/// <summary>Sessions a second with a server in a process of its own: executed, compared with what was seen, judged.</summary>
internal static class LiveThroughput
{
    public static void Run(string target, double seconds, IReadOnlyList<string> files, TextWriter output)
    {
        byte[][] testcases = [.. files.Select(File.ReadAllBytes)];
        IFuzzTarget loaded = TargetChoice.Parse(target, out _)!.Load("qemu");
        InProcessExecutor executor = new(loaded.NewHarness(), loaded.Counters);
        EdgeFeedback feedback = new(loaded.Counters);
        OraclePanel oracles = new(executor, "qemu", loaded.Traits);
        int sessions = 0;
        Execute(testcases[0]);                              // the server has started
        long start = Stopwatch.GetTimestamp();
        for (sessions = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; sessions++)
        {
            Execute(testcases[sessions % testcases.Length]);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sessions / Stopwatch.GetElapsedTime(start).TotalSeconds:F0}"));
        (loaded as IDisposable)?.Dispose();

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
