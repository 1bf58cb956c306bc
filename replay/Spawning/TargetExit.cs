namespace QmpFuzz.Replay.Spawning;

/// <summary>How a target that we started ended.</summary>
/// <param name="Code">Its exit code, or 128 plus the signal that ended it.</param>
/// <param name="Stopped">It was we who stopped it.</param>
/// <param name="Errors">The end of what it said on standard error.</param>
public sealed record TargetExit(int Code, bool Stopped, string Errors)
{
    private const int SignalBase = 128;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    public bool Crashed => !Stopped && Code != 0;

    public override string ToString() =>
        Stopped ? "was running, and was stopped"
        : Code <= SignalBase ? $"ended with exit code {Code}"
        : $"was killed by signal {Code - SignalBase}" + (Signals.TryGetValue(Code - SignalBase, out string? name) ? $" ({name})" : "");
}
