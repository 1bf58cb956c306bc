using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>The process that executes inputs, whichever part of libFuzzer it is asked to be; a <see cref="Guard"/> sees to its death.</summary>
internal static class GuardedPart
{
    public static int Run(GuardedProcess process)
    {
        AflPipes.EndWithParent();
        // Ctrl-C reaches the whole group: it is for the guard to end us
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        try
        {
            process.Lines.Say($"INFO: Seed: {process.Seed}");
            return Choose(process);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TargetRefusedException)
        {
            process.Errors.WriteLine($"ERROR: {failure.Message}");
            return LibFuzzerDriver.EngineFailure;
        }
    }

    private static int Choose(GuardedProcess process)
    {
        Flags flags = process.Flags;
        return flags.IsSet("minimize_crash_internal_step") || flags.IsSet("cleanse_crash") ? new CrashStep(process).Run()
            : flags.IsSet("merge_inner") ? new MergeInner(process).Run()
            : GuardedProcess.RunsFiles(flags) ? new FileRuns(process).Run()
            : new FuzzingRun(process).Run();
    }
}
