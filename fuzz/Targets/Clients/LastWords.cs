using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>
/// What a process said when it failed, read for what tells one bug from another: the kind of failure, and the innermost place that is its
/// own and no library's. Names and source text, no numbers of lines: the same from build to build.
/// </summary>
/// <param name="Place">What a signature is made of.</param>
/// <param name="Top">That place, for a reader.</param>
internal sealed partial record LastWords(string Place, string Top)
{
    public const string Nowhere = "in a process of its own";

    private const int UncaughtInPython = 1;
    private const int UncaughtInNode = 1;
    private const int UncaughtInGo = 2;
    private const int SignalBase = 128;

    // interrupted, nobody reads what it writes, told to end: how a program ends that has nothing wrong with it
    private static readonly int[] Harmless = [1, 2, 13, 14, 15];

    /// <summary>Null if it ended as a program may that reports an error and gives up, whatever its exit code.</summary>
    public static LastWords? Of(TargetExit exit)
    {
        string[] lines = exit.Errors.Split('\n');
        bool isKilled = exit is { Stopped: false, Code: > SignalBase } && !Harmless.Contains(exit.Code - SignalBase);
        if (isKilled)
        {
            return WhereItWas(exit) ?? new LastWords(DeathNotice.PlaceOf(exit), Nowhere);
        }

        return (exit.Stopped ? null : Uncaught(exit.Code, lines)) ?? Aside(lines);
    }

    /// <summary>For one that was ended by a signal: where it was then, if it said so.</summary>
    public static LastWords? WhereItWas(TargetExit exit)
    {
        string[] lines = exit.Errors.Split('\n');
        return PythonFault(lines) ?? AtFrames(lines);
    }

    private static LastWords? Uncaught(int code, string[] lines) =>
        (code == UncaughtInPython ? Traceback([.. lines.TakeWhile(line => !IsAside(line))]) ?? Traceback(lines) : null)
        ?? (lines.Any(line => line.StartsWith("Exception in thread ", StringComparison.Ordinal)) || (code == UncaughtInNode && lines.Any(line => line.StartsWith("Node.js v", StringComparison.Ordinal))) ? AtFrames(lines) : null)
        ?? (code == UncaughtInGo ? Panic(lines) : null);

    // a thread or a task of Python that fails leaves the rest alive
    private static LastWords? Aside(string[] lines) =>
        lines.Any(IsAside) ? Traceback(lines) : null;

    private static bool IsAside(string line) =>
        line.StartsWith("Exception in thread ", StringComparison.Ordinal) || line.EndsWith(" was never retrieved", StringComparison.Ordinal);

    /// <summary>The last one of Python's: frames, each with its line of source, then the exception.</summary>
    private static LastWords? Traceback(string[] lines)
    {
        int start = Array.FindLastIndex(lines, line => line.StartsWith("Traceback (most recent call last):", StringComparison.Ordinal));
        int end = start < 0 ? -1 : Array.FindIndex(lines, start + 1, line => line.Length > 0 && !char.IsWhiteSpace(line[0]));
        int own = end < 0 ? -1 : Array.FindLastIndex(lines, end - 1, end - 1 - start, IsOwnPython);
        if (own < 0)
        {
            return null;
        }

        string kind = lines[end].Split(':')[0].Split('.')[^1].Trim();
        Match frame = PythonFrame().Match(lines[own]);
        bool isDeep = kind == "RecursionError";             // where the stack ends is chance
        string source = !isDeep && own + 1 < end && !PythonFrame().IsMatch(lines[own + 1]) ? $": {lines[own + 1].Trim()}" : "";
        return new LastWords($"{kind} in {NameOf(frame)}{source}", $"{NameOf(frame)}, {frame.Groups["file"].Value}:{frame.Groups["line"].Value}");
    }

    /// <summary>What Python's fault handler says of the thread that got a signal: innermost frame first, no source.</summary>
    private static LastWords? PythonFault(string[] lines)
    {
        int start = Array.FindIndex(lines, line => line.StartsWith("Current thread ", StringComparison.Ordinal));
        int own = start < 0 ? -1 : Array.FindIndex(lines, start, IsOwnPython);
        if (own < 0)
        {
            return null;
        }

        string? kind = lines.FirstOrDefault(line => line.StartsWith("Fatal Python error: ", StringComparison.Ordinal))?["Fatal Python error: ".Length..];
        Match frame = PythonFrame().Match(lines[own]);
        return new LastWords($"{kind} in {NameOf(frame)}", $"{NameOf(frame)}, {frame.Groups["file"].Value}:{frame.Groups["line"].Value}");
    }

    /// <summary>The stacks of .NET, Java and Node: an exception, and frames that begin with "at".</summary>
    private static LastWords? AtFrames(string[] lines)
    {
        int first = Array.FindIndex(lines, line => AtFrame().IsMatch(line));
        string? kind = first < 0 ? null : lines[..first].Select(line => ExceptionName().Match(line)).LastOrDefault(match => match.Success)?.Value;
        Match? own = first < 0 ? null : lines[first..].Where(line => !LibraryFrame().IsMatch(line)).Select(line => AtFrame().Match(line)).FirstOrDefault(match => match.Success);
        string name = string.Join('.', (own?.Groups["name"].Value ?? "").Split('.').TakeLast(2));
        return own is null ? null : new LastWords($"{kind ?? "failure"} in {name}", own.Value.Trim());
    }

    private static LastWords? Panic(string[] lines)
    {
        int start = Array.FindIndex(lines, line => line.StartsWith("panic: ", StringComparison.Ordinal) || line.StartsWith("fatal error: ", StringComparison.Ordinal));
        Match? own = start < 0 ? null : lines[start..].Select(line => GoFrame().Match(line)).FirstOrDefault(match => match.Success && !match.Value.StartsWith("runtime.", StringComparison.Ordinal));
        return own is null ? null : new LastWords($"{Digits().Replace(lines[start].Trim(), "#")} in {own.Groups["name"].Value}", own.Groups["name"].Value);
    }

    private static bool IsOwnPython(string line) => PythonFrame().Match(line) is { Success: true } frame && !PythonLibrary().IsMatch(frame.Groups["file"].Value);

    private static string NameOf(Match frame) => $"{Path.GetFileName(frame.Groups["file"].Value)} {frame.Groups["name"].Value.Trim()}";

    [GeneratedRegex("""^\s+File "(?<file>[^"]+)", line (?<line>[0-9]+),? in (?<name>.+)$""")]
    private static partial Regex PythonFrame();

    [GeneratedRegex("^<frozen|/python3[.0-9]*/(?!(site|dist)-packages/)")]
    private static partial Regex PythonLibrary();

    [GeneratedRegex(@"^\s+at (async )?(?<name>[^\s(\[]+)")]
    private static partial Regex AtFrame();

    [GeneratedRegex(@"^\s+at (System|Microsoft|Internal|java|jdk|sun)\.|node:internal|^\s+at node:")]
    private static partial Regex LibraryFrame();

    [GeneratedRegex(@"[\w.]*(Exception|Error)\b")]
    private static partial Regex ExceptionName();

    [GeneratedRegex(@"^(?<name>[\w./*()-]+)\(.*\)$")]
    private static partial Regex GoFrame();

    [GeneratedRegex("(0x)?[0-9a-f]*[0-9][0-9a-f]*")]
    private static partial Regex Digits();
}
