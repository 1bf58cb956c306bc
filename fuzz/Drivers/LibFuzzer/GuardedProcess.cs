using System.Buffers.Binary;
using System.Security.Cryptography;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What the parts of a guarded process share: the call, the target, the memory in which its guard sees the input, and where to print.</summary>
internal sealed record GuardedProcess(SelfCommand Self, Flags Flags, DriverTarget Target, SharedInput Shown, TextWriter Errors, TimeProvider Time)
{
    public StatusLines Lines => new(Flags, Errors);

    /// <summary>Where all chance comes from: as given, or drawn.</summary>
    public ulong Seed { get; } = Flags.IsSet("seed") ? (ulong)Flags["seed"] : BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));

    /// <summary>The seconds of <c>-max_total_time</c> from now on.</summary>
    public CancellationTokenSource TimeLimit() =>
        Flags.IsSet("max_total_time") ? new CancellationTokenSource(Flags.Seconds("max_total_time"), Time) : new CancellationTokenSource();

    /// <summary>Shows each input to the guard before it runs; where memory is exhausted the report is made here, for the stack is known here.</summary>
    public IExecutor Watch(IExecutor executor) => new WatchedExecutor(new InputGuard(executor), Shown, EndOutOfMemory);

    /// <summary>All oracles on single inputs, in code whose stacks are exact.</summary>
    public Reproducer NewReproducer() => NewReproducer(out _);

    public Reproducer NewReproducer(out IFuzzTarget target) => new(target = Target.Choice.Load(Target.DialectName, keepsFrames: true), Target.DialectName, Watch);

    public int Report(Fault fault, byte[] unit, bool saves = true) =>
        new FaultReport(Flags, new Artefacts(Flags, Errors) { IsSaving = saves }, Errors).Print(fault, unit, FinalStats.PeakOfThisProcess);

    public void PrintStats(FinalStats stats)
    {
        if (Flags.IsSet("print_final_stats"))
        {
            stats.Print(Errors);
        }
    }

    /// <summary>Whether what is run is what the command line names, file by file.</summary>
    public static bool RunsFiles(Flags flags) => flags.Inputs.Count > 0 && flags.Inputs.All(File.Exists);

    private void EndOutOfMemory(Exception failure)
    {
        byte[] unit = Shown.Input;
        Shown.End();                                        // the end that follows is ours, and no death
        int code = Report(Fault.OfMemory(failure), unit, saves: !RunsFiles(Flags));
        Errors.Flush();
        Environment.Exit(code);
    }
}
