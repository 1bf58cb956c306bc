using System.Diagnostics;
using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// Starts the process that executes and passes on what it prints. Where an input kills that process, takes too long by the clock or too much
/// memory, this one makes the report, writes the artefact and gives libFuzzer's exit code in its place.
/// </summary>
internal sealed class Guard(SelfCommand self, Flags flags, TextWriter errors, TimeProvider time)
{
    private const int LookEvery = 100;                      // milliseconds
    private const int LongestObituary = 200;
    private const int PosixUser1 = 10;
    private const int PosixUser2 = 12;

    private static readonly string[] LastWords = ["Stack overflow.", "Unhandled exception.", "Process terminated.", "Fatal error."];

    private readonly List<string> _obituary = [];
    private readonly long _start = time.GetTimestamp();
    private volatile int _signal;
    private bool _isDying;
    private long _executions = -1;
    private long _lastMove;
    private long _peak;

    public int Run()
    {
        using SharedInput shown = SharedInput.Create();
        using PosixSignalRegistration interrupted = Listen(PosixSignal.SIGINT);
        using PosixSignalRegistration terminated = Listen(PosixSignal.SIGTERM);
        using PosixSignalRegistration first = Listen((PosixSignal)PosixUser1);
        using PosixSignalRegistration second = Listen((PosixSignal)PosixUser2);
        using Process process = self.With("guarded", shown.Path).Start(redirectsOutput: false, HeapLimit);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginErrorReadLine();
        WorkerDeath? verdict = null;
        while (!process.WaitForExit(LookEvery))
        {
            if (_signal != 0)
            {
                return End(process, shown);
            }

            verdict ??= Look(process, shown);
            if (verdict is not null)
            {
                process.Kill();
            }
        }

        process.WaitForExit();                              // for the last of what it printed
        return Judge(process.ExitCode, verdict, shown);
    }

    /// <summary>Three quarters of the memory are for the managed heap, so that it is an exception with a stack that says it is exhausted.</summary>
    private long HeapLimit => flags["rss_limit_mb"] * 3L << 18;

    private PosixSignalRegistration Listen(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _signal = (int)context.Signal;
    });

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _isDying |= LastWords.Any(words => line.StartsWith(words, StringComparison.Ordinal));
        if (!_isDying)
        {
            errors.WriteLine(line);
        }
        else if (_obituary.Count < LongestObituary)
        {
            errors.WriteLine(line);
            _obituary.Add(line);
        }
    }

    /// <summary>Whether the input that is running has to be stopped.</summary>
    private WorkerDeath? Look(Process process, SharedInput shown)
    {
        long bytes = ProcessMemory.Resident(process.Id);
        _peak = Math.Max(_peak, bytes);
        if (shown.Executions != _executions || !shown.IsRunning)
        {
            (_executions, _lastMove) = (shown.Executions, time.GetTimestamp());
        }

        long limit = flags["rss_limit_mb"];
        return limit > 0 && bytes >> 20 > limit ? WorkerDeath.OfMemory(bytes)
            : flags.IsSet("timeout") && time.GetElapsedTime(_lastMove) >= flags.Seconds("timeout") ? WorkerDeath.OfTime(flags.Seconds("timeout"))
            : null;
    }

    /// <summary>Somebody asked us to end; what was found is in the folder.</summary>
    private int End(Process process, SharedInput shown)
    {
        bool isGraceful = _signal is PosixUser1 or PosixUser2;
        process.Kill();
        process.WaitForExit();
        errors.WriteLine(isGraceful
            ? $"INFO: signal received, trying to exit gracefully\n=={Environment.ProcessId}== INFO: libFuzzer: exiting as requested"
            : $"=={Environment.ProcessId}== libFuzzer: run interrupted; exiting");
        PrintStats(shown);
        return isGraceful ? 0 : LibFuzzerDriver.Interrupted;
    }

    private int Judge(int code, WorkerDeath? verdict, SharedInput shown)
    {
        bool wasRunning = shown.IsRunning;
        if (verdict is null && !wasRunning)
        {
            return _isDying ? LibFuzzerDriver.EngineFailure : code;
        }

        if (flags.IsSet("minimize_crash_internal_step") || flags.IsSet("cleanse_crash"))
        {
            errors.WriteLine("INFO: the input ends its process: each attempt takes one of its own");
            return new CrashStepByProcess(self, flags, errors, time).Run();
        }

        WorkerDeath death = (verdict ?? WorkerDeath.OfExitCode(code)) with { Errors = _obituary };
        bool ended = verdict is null && code <= 128;
        Artefacts artefacts = new(flags, errors) { IsSaving = flags.IsSet("merge_inner") || !GuardedProcess.RunsFiles(flags) };
        int result = new FaultReport(flags, artefacts, errors).Print(Fault.Of(death, ended, time.GetElapsedTime(_lastMove)), shown.Input, _peak >> 20);
        PrintStats(shown);
        return result;
    }

    private void PrintStats(SharedInput shown)
    {
        if (flags.IsSet("print_final_stats"))
        {
            new FinalStats(shown.Executions, time.GetElapsedTime(_start), shown.Kept, TimeSpan.Zero, _peak >> 20).Print(errors);
        }
    }
}
