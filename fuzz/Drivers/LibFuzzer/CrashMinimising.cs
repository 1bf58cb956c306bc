using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// <c>-minimize_crash=1</c>: runs the input in a child, lets another one make it smaller, and again until nothing comes of it. The second
/// child does it in the order of the protocol, where libFuzzer's mutates.
/// </summary>
internal sealed class CrashMinimising(SelfCommand self, Flags flags, TextWriter errors)
{
    private const string UsualTime = "600";

    private readonly string? _exactPath = flags.Text("exact_artifact_path");

    public int Run()
    {
        SelfCommand child = self.Without("minimize_crash", "exact_artifact_path").WithoutInputs(flags.Inputs);
        if (flags["runs"] <= 0 && !flags.IsSet("max_total_time"))
        {
            errors.WriteLine($"INFO: you need to specify -runs=N or -max_total_time=N with -minimize_crash=1\nINFO: defaulting to -max_total_time={UsualTime}");
            child = child.With("max_total_time", UsualTime);
        }

        string current = flags.Inputs[0];
        while (true)
        {
            byte[] unit = File.ReadAllBytes(current);
            Say($"minimizing crash input: '{current}' ({unit.Length} bytes)");
            ChildRun run = Execute(child.WithInput(current));
            if (run.ExitCode == 0)
            {
                errors.WriteLine($"ERROR: the input {current} did not crash");
                return LibFuzzerDriver.EngineFailure;
            }

            Say($"'{current}' ({unit.Length} bytes) caused a crash. Will try to minimize it further");
            SayToken(1, run);
            string artefact = _exactPath ?? $"{flags.Text("artifact_prefix") ?? "./"}minimized-from-{Units.NameOf(unit)}";
            if (!TryShrink(child, current, artefact, run))
            {
                EndWith(current, unit);
                return 0;
            }

            current = artefact;
            errors.WriteLine("*********************************");
        }
    }

    private bool TryShrink(SelfCommand child, string current, string artefact, ChildRun before)
    {
        ChildRun step = Execute(child.WithInput(current).With("minimize_crash_internal_step", "1").With("exact_artifact_path", artefact));
        step.Lines.ForEach(errors.WriteLine);
        if (step.ExitCode == 0)
        {
            return false;
        }

        SayToken(2, step);
        if (before.Token != step.Token)
        {
            Say("mismatch in dedup tokens (looks like a different bug). Won't minimize further");
            return false;
        }

        return true;
    }

    private void EndWith(string current, byte[] unit)
    {
        if (_exactPath is not null)
        {
            current = _exactPath;
            Units.WriteWhole(current, unit);
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"failed to minimize beyond {current} ({unit.Length} bytes), exiting"));
    }

    private ChildRun Execute(SelfCommand command)
    {
        Say($"executing: {command}");
        return ChildRun.Of(command);
    }

    private void SayToken(int number, ChildRun run)
    {
        if (run.Token.Length > 0)
        {
            Say($"DedupToken{number}: {run.Token}");
        }
    }

    private void Say(string line) => errors.WriteLine($"CRASH_MIN: {line}");
}
