using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>The same where the input ends the process that runs it: each attempt takes a process, and the report's token says whether it is the same.</summary>
internal sealed class CrashStepByProcess(SelfCommand self, Flags flags, TextWriter errors, TimeProvider time)
{
    private readonly SelfCommand _runsOne = self.Without("minimize_crash_internal_step", "cleanse_crash", "exact_artifact_path", "runs", "max_total_time").WithoutInputs(flags.Inputs);
    private readonly long _start = time.GetTimestamp();

    public int Run()
    {
        byte[] unit = File.ReadAllBytes(flags.Inputs[0]);
        string file = Path.GetTempFileName();
        try
        {
            return Run(unit, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private int Run(byte[] unit, string file)
    {
        string token = Execute(unit, file).Token;
        bool IsLate() => flags.IsSet("max_total_time") && time.GetElapsedTime(_start) >= flags.Seconds("max_total_time");
        bool Shows(byte[] candidate) => token.Length > 0 && !IsLate() && Execute(candidate, file).Token == token;
        if (flags.IsSet("cleanse_crash"))
        {
            return new Cleansing(errors, flags.Text("exact_artifact_path")!).Run(unit, Shows);
        }

        byte[] smaller = new Minimiser(Shows, CrashStep.LimitOf(flags, GuardedRun.MinimiseLimit)).Run(unit).Testcase;
        if (smaller.Length == unit.Length)
        {
            errors.WriteLine("INFO: Done MinimizeCrashInputInternalStep, no crashes found");
            return 0;
        }

        ChildRun last = Execute(smaller, file);
        last.Lines.ForEach(errors.WriteLine);
        new Artefacts(flags, errors).Write("crash-", smaller);
        return last.ExitCode;
    }

    private ChildRun Execute(byte[] unit, string file)
    {
        File.WriteAllBytes(file, unit);
        return ChildRun.Of(_runsOne.WithInput(file));
    }
}
