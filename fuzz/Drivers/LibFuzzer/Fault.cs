using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Which of libFuzzer's reports something is.</summary>
internal enum FaultKind
{
    Crash,
    Exit,
    Overwrite,
    Timeout,
    Memory,
}

/// <summary>What an input did, as it is reported: in words of ours, and under libFuzzer's banner.</summary>
internal sealed record Fault(FaultKind Kind, string Token)
{
    /// <summary>What happened, before the banner.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Lines with the frames in it, as .NET prints them.</summary>
    public IReadOnlyList<string> Stack { get; init; } = [];

    public TimeSpan Took { get; init; }

    /// <summary>What the name of the artefact begins with.</summary>
    public string Prefix => Kind switch { FaultKind.Timeout => "timeout-", FaultKind.Memory => "oom-", _ => "crash-" };

    public string Summary => Kind switch
    {
        FaultKind.Crash => "deadly signal",
        FaultKind.Exit => "fuzz target exited",
        FaultKind.Overwrite => "overwrites-const-input",
        FaultKind.Timeout => "timeout",
        _ => "out-of-memory",
    };

    /// <summary>Of a finding in a process that lives on.</summary>
    public static Fault Of(Finding finding, TimeSpan took) => new(KindOf(finding), finding.Signature.Text)
    {
        Says = [$"expected: {finding.Expected}", $"came: {finding.Came}", $"place: {finding.Place}"],
        Stack = finding.Details.Split('\n'),
        Took = took,
    };

    /// <summary>Of an exception that said there was no more memory.</summary>
    public static Fault OfMemory(Exception failure) => new(FaultKind.Memory, "memory-OutOfMemoryException")
    {
        Says = [$"came: {failure.GetType().FullName}: {failure.Message}"],
        Stack = (failure.StackTrace ?? "").Split('\n'),
    };

    /// <summary>Of a process that an input ended, or that had to be ended.</summary>
    public static Fault Of(WorkerDeath death, bool ended, TimeSpan took)
    {
        Finding finding = death.ToFinding();
        FaultKind kind = death.IsHang ? FaultKind.Timeout : death.Oracle == "memory" ? FaultKind.Memory : ended ? FaultKind.Exit : FaultKind.Crash;
        return new(kind, finding.Signature.Text) { Says = [$"came: {finding.Came}"], Stack = [.. death.StackLines], Took = took };
    }

    public string Banner(long memory, long limit) => Kind switch
    {
        FaultKind.Overwrite => Encoding.UTF8.GetString(InputGuard.Complaint),
        FaultKind.Timeout => string.Create(CultureInfo.InvariantCulture, $"timeout after {(long)Took.TotalSeconds} seconds"),
        FaultKind.Memory => string.Create(CultureInfo.InvariantCulture, $"out-of-memory (used: {memory}Mb; limit: {limit}Mb)"),
        _ => Summary,
    };

    private static FaultKind KindOf(Finding finding) =>
        finding.Signature.IsOf("hang") ? FaultKind.Timeout
        : finding.Came.StartsWith(typeof(InputOverwrittenException).FullName!, StringComparison.Ordinal) ? FaultKind.Overwrite
        : FaultKind.Crash;
}
