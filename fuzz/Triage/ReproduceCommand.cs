using System.Diagnostics;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>The call that repeats a finding: the program and the words before the testcases.</summary>
public sealed record ReproduceCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>On a server in a process of its own, where what does not show at once may be there all the same.</summary>
    public const int TriesOnServers = 10;

    /// <summary>So often does the line try it, until it shows.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>A line for a shell.</summary>
    public string Line(IEnumerable<string> testcases) =>
        ShellWords.Join([Program, .. Arguments, .. Tries > 1 ? ["--tries", $"{Tries}"] : Array.Empty<string>(), .. testcases]);

    /// <summary>Runs it so many times, once each time and each in a process of its own; returns how often it ended with a finding of that signature.</summary>
    public int Repeat(IReadOnlyList<string> testcases, string signature, int times, CancellationToken cancellation)
    {
        int shown = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1) };
        Parallel.For(0, times, options, (_, loop) =>
        {
            if (cancellation.IsCancellationRequested)
            {
                loop.Stop();
            }
            else if (Shows(testcases, signature))
            {
                Interlocked.Increment(ref shown);
            }
        });
        return shown;
    }

    private bool Shows(IReadOnlyList<string> testcases, string signature)
    {
        using Process process = Process.Start(new ProcessStartInfo(Program, [.. Arguments, .. testcases]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 1 && output.Contains(signature, StringComparison.Ordinal);
    }
}
