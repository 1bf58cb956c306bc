using System.Globalization;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Merging;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>The part of a merge that executes: goes on in the control file where it stands, and writes each file down before and after it ran.</summary>
internal sealed class MergeInner(GuardedProcess process)
{
    private readonly HashSet<int> _features = [];
    private readonly HashSet<int> _edges = [];
    private long _executions;

    public int Run()
    {
        string path = process.Flags.Text("merge_control_file") ?? "";
        if (MergeControlFile.Read(path) is not { } control)
        {
            process.Errors.WriteLine("MERGE: failed to parse the control file (unexpected error)");
            return 1;
        }

        process.Lines.Say($"MERGE-INNER: using the control file '{path}'");
        if (control.LastFailure is { } failure)
        {
            process.Errors.WriteLine($"MERGE-INNER: '{failure}' caused a failure at the previous merge step");
        }

        process.Lines.Say(string.Create(CultureInfo.InvariantCulture, $"MERGE-INNER: {control.Files.Count} total files; {control.NextFile} processed earlier; will process {control.Files.Count - control.NextFile} files now"));
        Execute(control, path);
        return 0;
    }

    private void Execute(MergeControlFile control, string path)
    {
        IFuzzTarget target = process.Target.Choice.Load(process.Target.DialectName);
        process.Lines.Modules(target.Probes.Count, target.Counters.Address);
        IExecutor executor = process.Watch(new InProcessExecutor(target.NewHarness(), target.Counters));
        MergeFeatures features = new(target);
        OraclePanel oracles = new(executor, process.Target.DialectName, target.Traits);
        using StreamWriter log = new(path, append: true) { AutoFlush = true };
        for (int number = control.NextFile; number < control.Files.Count; number++)
        {
            byte[] unit = Units.Read(control.Files[number].Path, (int)process.Flags["max_len"]);
            log.Write(MergeControlFile.Started(number, unit.Length));
            if (TryRun(unit, executor, oracles) is { } execution)
            {
                int[] shown = features.Of(execution);
                log.Write(MergeControlFile.Finished(number, [.. shown.Where(_features.Add)], [.. features.EdgesOf(shown).Where(_edges.Add)]));
            }

            Show(number == control.FirstCount - 1 ? "LOADED" : "pulse", number == control.FirstCount - 1 || long.IsPow2(_executions));
        }

        Show("DONE", true);
    }

    /// <summary>Null for what crashes or hangs, which has no place in a corpus; it is reported, and the merge goes on.</summary>
    private Execution? TryRun(byte[] unit, IExecutor executor, OraclePanel oracles)
    {
        _executions++;
        long start = process.Time.GetTimestamp();
        executor.Run(unit);                                 // what the first execution makes, the second one uses again
        Execution execution = executor.Run(unit);
        if (execution.Outcome == ExecutionOutcome.Completed)
        {
            return execution;
        }

        if (oracles.Judge(unit, execution) is { } finding)
        {
            process.Report(Fault.Of(finding, process.Time.GetElapsedTime(start)), unit);
        }

        return null;
    }

    private void Show(string name, bool isDue)
    {
        if (isDue)
        {
            process.Lines.Say(StatusLines.Counts(_executions, name, _edges.Count, _features.Count)
                + string.Create(CultureInfo.InvariantCulture, $" exec/s: 0 rss: {FinalStats.PeakOfThisProcess}Mb"));
        }
    }
}
