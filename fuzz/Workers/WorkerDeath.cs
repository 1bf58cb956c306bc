using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>How a worker died, and the last lines it wrote: what there is to tell two such bugs apart.</summary>
internal sealed partial record WorkerDeath(string Oracle, string Cause, string Came)
{
    /// <summary>Codes above this are signals.</summary>
    private const int SignalBase = 128;

    private const int LongestDetails = 60;

    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Somebody else ended it, or the kernel for lack of memory: unless an input was running, none is to blame.</summary>
    public bool CameFromOutside => Cause is "SIGKILL" or "SIGTERM";

    public bool IsHang => Oracle == "hang";

    public static WorkerDeath OfTime(TimeSpan limit) =>
        new("hang", "by the clock", string.Create(CultureInfo.InvariantCulture, $"still running after {limit.TotalSeconds:0.###} s, with probes left: it waits, or spins where nothing counts"));

    public static WorkerDeath OfMemory(long bytes) =>
        new("memory", "process", string.Create(CultureInfo.InvariantCulture, $"the process held {bytes >> 20} MB"));

    public static WorkerDeath OfExitCode(int code) => code switch
    {
        Worker.OutOfMemory => new("memory", "OutOfMemoryException", "the managed heap reached its limit"),
        > SignalBase => new("death", NameOf(code - SignalBase), $"the process was ended by {NameOf(code - SignalBase)}"),
        _ => new("death", string.Create(CultureInfo.InvariantCulture, $"exit {code}"), string.Create(CultureInfo.InvariantCulture, $"the process ended itself with code {code}")),
    };

    /// <summary>The finding that this is, whatever the input.</summary>
    public Finding ToFinding()
    {
        string[] frames = [.. TargetFrames().Take(TargetStack.Depth)];
        return new Finding
        {
            Signature = Signature.Of(Oracle, string.Join(" < ", [SaysOverflow ? "stack overflow" : Cause, .. frames])),
            Expected = Oracle == "memory" ? "memory within --memory" : IsHang ? "an end within --timeout" : "a process that stays alive, whatever is sent",
            Came = SaysOverflow ? "stack overflow" : Came,
            Place = frames.FirstOrDefault() ?? "unknown",
            Details = string.Join('\n', Errors.Take(LongestDetails).TakeWhile(line => FrameLine().Match(line) is not { Success: true } match || !IsOurs(match.Groups["method"].Value))),
        };
    }

    private bool SaysOverflow => Errors.Any(line => line.StartsWith("Stack overflow", StringComparison.Ordinal));

    /// <summary>
    /// The target's methods in what the runtime printed, innermost first, each once. Of a stack overflow those that repeat, in the order of
    /// their names: which of them was the last straw is chance, and so is whether the runtime prints the repetitions as one.
    /// </summary>
    private IEnumerable<string> TargetFrames() => SaysOverflow ? Frames(Repeated).Distinct().Order(StringComparer.Ordinal) : Frames(Errors).Distinct();

    /// <summary>The lines that tell the stack; of an overflow, those that repeat.</summary>
    internal IEnumerable<string> StackLines => SaysOverflow ? Repeated.Order(StringComparer.Ordinal) : Errors;

    private IEnumerable<string> Repeated
    {
        get
        {
            string[] marked = [.. Errors.SkipWhile(line => !line.StartsWith("Repeat", StringComparison.Ordinal)).Skip(2).TakeWhile(line => !line.StartsWith("---", StringComparison.Ordinal))];
            return Frames(marked).Any() ? marked : Errors.GroupBy(line => line).Where(group => group.Count() > 1).Select(group => group.Key);
        }
    }

    private static IEnumerable<string> Frames(IEnumerable<string> lines) => lines
        .Select(line => FrameLine().Match(line))
        .Where(match => match.Success && !IsDriver(match.Groups["method"].Value))
        .Select(match => ShortName(match.Groups["method"].Value));

    private static bool IsDriver(string method) =>
        method.StartsWith("System.", StringComparison.Ordinal)
        || method.StartsWith("Microsoft.", StringComparison.Ordinal)
        || method.StartsWith("QmpFuzz.Instrumentation.", StringComparison.Ordinal)
        || IsOurs(method);

    private static bool IsOurs(string method) => method.StartsWith("QmpFuzz.Fuzz.", StringComparison.Ordinal) || method.StartsWith("QmpFuzz.Cli.", StringComparison.Ordinal);

    private static string ShortName(string method) => string.Join('.', method.Split('.')[^Math.Min(2, method.Split('.').Length)..]);

    private static string NameOf(int signal) => signal switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };

    [GeneratedRegex(@"^\s+at (?<method>[\w.<>+`|]+)(\[.*\])?\(", RegexOptions.CultureInvariant)]
    private static partial Regex FrameLine();
}
