using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What is fuzzed, as the <c>--option=value</c>s of a call say it, or the file beside the program.</summary>
internal sealed record DriverTarget(TargetChoice Choice, ProtocolDialect? Dialect)
{
    /// <summary>What a call can say of its target.</summary>
    public static readonly string[] Options = ["--target", "--instrument", "--dialect"];

    /// <summary>Of testcases that choose none.</summary>
    public string DialectName => (Dialect ?? ProtocolDialect.Qemu).Name;

    /// <summary>Null and a reason if there is no such target. Where the call names none it is that of <paramref name="beside"/>, a file of one line, or the embedded one.</summary>
    public static DriverTarget? Parse(IReadOnlyList<string> options, string beside, out string reason)
    {
        TargetChoice? choice = Value(options, "target") is { } named ? TargetChoice.Parse(named, out reason) : ReadBeside(beside, out reason);
        if (choice is { IsLive: true })
        {
            reason = $"--target={choice}: libFuzzer's driver needs one that counts its edges: embedded or dll:PATH[:TYPE]";
            return null;
        }

        string? dialect = Value(options, "dialect");
        ProtocolDialect? spoken = dialect is null ? null : ProtocolDialect.Find(dialect);
        if (dialect is not null && spoken is null)
        {
            reason = $"--dialect={dialect}: there is no such dialect";
            return null;
        }

        string[] instrument = [.. options.Where(option => option.StartsWith("--instrument=", StringComparison.Ordinal)).Select(option => option["--instrument=".Length..])];
        return choice is null ? null : new DriverTarget(choice with { Instrument = instrument }, spoken);
    }

    /// <summary>Where a program of that path says what it is the fuzzer of.</summary>
    public static string FileBeside(string program) => $"{program}.target";

    private static TargetChoice? ReadBeside(string file, out string reason)
    {
        if (!File.Exists(file))
        {
            return TargetChoice.Parse("embedded", out reason);
        }

        // a path in it is relative to the file
        string text = File.ReadAllText(file).Trim();
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        TargetChoice? choice = TargetChoice.Parse(text.StartsWith("dll:", StringComparison.Ordinal) ? $"dll:{Path.Combine(folder, text[4..])}" : text, out reason);
        reason = choice is null ? $"{file}: {reason}" : "";
        return choice;
    }

    private static string? Value(IReadOnlyList<string> options, string name) =>
        options.LastOrDefault(option => option.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];
}
