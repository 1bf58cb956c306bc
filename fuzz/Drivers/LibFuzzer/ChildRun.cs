namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What became of a call of this program.</summary>
internal sealed record ChildRun(int ExitCode, List<string> Lines)
{
    private const string TokenMark = "DEDUP_TOKEN:";

    /// <summary>What tells its finding from others; empty: it found nothing.</summary>
    public string Token => Lines.FirstOrDefault(line => line.StartsWith(TokenMark, StringComparison.Ordinal)) ?? "";

    public static ChildRun Of(SelfCommand command)
    {
        List<string> lines = [];
        int code = command.Run(lines.Add);
        return new ChildRun(code, lines);
    }

    /// <summary>A number that it printed under <c>stat::</c>; 0: it did not.</summary>
    public long Stat(string name) => Lines
        .Where(line => line.StartsWith($"stat::{name}:", StringComparison.Ordinal))
        .Select(line => long.TryParse(line.AsSpan(line.LastIndexOf(' ') + 1), out long value) ? value : 0)
        .FirstOrDefault();
}
