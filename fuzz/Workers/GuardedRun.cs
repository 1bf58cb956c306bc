using System.Diagnostics;
using System.Globalization;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>Runs testcases in another process of this program, so that one that kills its process is a finding like any other.</summary>
public sealed class GuardedRun(string program, IReadOnlyList<string> arguments, TimeSpan timeout, int memory)
{
    /// <summary>Executions that minimising a deadly input may take: each is a process.</summary>
    public const long MinimiseLimit = 300;

    /// <summary>Runs it to its end, with what it prints going where the caller says (null: nowhere); the finding is its death, if it died.</summary>
    public (int ExitCode, Finding? Death) Run(IEnumerable<string> more, TextWriter? output)
    {
        ProcessStartInfo start = new(program, [.. arguments, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = string.Create(CultureInfo.InvariantCulture, $"{(long)memory << 20:X}");
        using Process process = Process.Start(start)!;
        List<string> errors = [];
        process.OutputDataReceived += (_, line) => output?.WriteLine(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(timeout);
        if (!ended)
        {
            process.Kill();
        }

        process.WaitForExit();
        WorkerDeath? death = !ended ? WorkerDeath.OfTime(timeout) : process.ExitCode is > 128 and not 130 ? WorkerDeath.OfExitCode(process.ExitCode) : null;
        return (process.ExitCode, death is null ? null : (death with { Errors = errors }).ToFinding());
    }

    /// <summary>The smallest input found that dies of the same.</summary>
    public Minimised Minimise(byte[] testcase, Signature signature, long limit, MinimisingGoesOn? goesOn = null)
    {
        string file = Path.GetTempFileName();
        try
        {
            return new Minimiser(smaller => Shows(smaller, signature, file), Math.Min(limit, MinimiseLimit), goesOn).Run(testcase);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private bool Shows(byte[] testcase, Signature signature, string file)
    {
        File.WriteAllBytes(file, testcase);
        return Run([file], null).Death?.Signature == signature;
    }

    private static void Add(List<string> errors, string? line)
    {
        lock (errors)
        {
            if (line is not null && errors.Count < 200)
            {
                errors.Add(line);
            }
        }
    }
}
