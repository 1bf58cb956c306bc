using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Prints a fault as libFuzzer does, in its order, writes the artefact, and gives the exit code.</summary>
internal sealed class FaultReport(Flags flags, Artefacts artefacts, TextWriter errors)
{
    /// <summary>The exit code for memory; libFuzzer has no flag for it.</summary>
    public const int OutOfMemoryCode = 71;

    public int Print(Fault fault, byte[] unit, long memory)
    {
        foreach (string line in fault.Says)
        {
            errors.WriteLine(line.ReplaceLineEndings(" "));
        }

        if (fault.Kind == FaultKind.Timeout)
        {
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ALARM: working on the last Unit for {(long)fault.Took.TotalSeconds} seconds"));
            errors.WriteLine($"       and the timeout value is {flags["timeout"]} (use -timeout=N to change)");
        }

        errors.WriteLine($"=={Environment.ProcessId}== ERROR: libFuzzer: {fault.Banner(memory, flags["rss_limit_mb"])}");
        PrintStack(fault);
        errors.WriteLine($"DEDUP_TOKEN: {fault.Token}");
        if (fault.Kind == FaultKind.Memory)
        {
            errors.WriteLine("   To change the out-of-memory limit use -rss_limit_mb=<N>\n");
        }

        errors.WriteLine($"SUMMARY: libFuzzer: {fault.Summary}");
        artefacts.Write(fault.Prefix, unit);
        return CodeOf(fault.Kind);
    }

    private void PrintStack(Fault fault)
    {
        string[] frames = [.. NumberedStack.Of(fault.Stack)];
        foreach (string frame in frames.Length > 0 ? frames : [NumberedStack.Line(0, fault.Token)])
        {
            errors.WriteLine(frame);
        }
    }

    private int CodeOf(FaultKind kind) => kind switch
    {
        FaultKind.Timeout => (int)flags["timeout_exitcode"],
        FaultKind.Memory => OutOfMemoryCode,
        _ => (int)flags["error_exitcode"],
    };
}
