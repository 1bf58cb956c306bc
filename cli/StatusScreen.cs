using System.Globalization;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli;

/// <summary>A campaign on a terminal, as people know it from AFL: the same lines written over about once a second.</summary>
internal sealed class StatusScreen(TextWriter output, string title)
{
    private const int Left = 52;
    private const int Right = 30;
    private const string ToEndOfLine = "\e[K";

    private readonly LastChange _find = new();
    private readonly LastChange _crash = new();
    private readonly LastChange _hang = new();
    private CampaignStatus? _before;
    private int _height;

    public void Show(CampaignStatus status)
    {
        if (_height > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\e[{_height}A"));
        }

        string[] lines = [.. Render(status)];
        foreach (string line in lines)
        {
            output.Write(line + ToEndOfLine + "\n");
        }

        output.Flush();
        _height = lines.Length;
        _before = status;
    }

    /// <summary>The lines of the screen, all of one width.</summary>
    internal IEnumerable<string> Render(CampaignStatus status)
    {
        yield return Centred(title);
        yield return Rule('┌', "process timing", '┬', "overall results", '┐');
        yield return Row(("run time", Duration(status.Elapsed)), ("cycles done", Number(status.Cycles)));
        yield return Row(("last new find", _find.Since(status.CorpusCount, status.Elapsed)), ("corpus count", Number(status.CorpusCount)));
        yield return Row(("last saved crash", _crash.Since(status.Crashes, status.Elapsed)), ("saved crashes", Number(status.Crashes)));
        yield return Row(("last saved hang", _hang.Since(status.Hangs, status.Elapsed)), ("saved hangs", Number(status.Hangs)));
        yield return Rule('├', "stage progress", '┼', "map coverage", '┤');
        yield return Row(("now working on", $"{Number(status.CurrentEntry)} of {Number(status.CorpusCount)}"), ("map density", Percent(status.EdgesFound, status.EdgesTotal)));
        yield return Row(("executions", Number(status.Executions)), ("edges", status.EdgesText));
        yield return Row(("speed", $"{Speed(status)} a second"), ("favoured items", Number(status.FavouredCount)));
        yield return Rule('├', "yields, kept of tried", '┼', "path geometry", '┤');
        (string, string)[] geometry =
        [
            ("levels", Number(status.MaxDepth)), ("own finds", Number(status.Kept)), ("imported", Number(status.Imported)), ("findings", Number(status.Findings)),
            ("stability", status.Stability is { } stability ? string.Create(CultureInfo.InvariantCulture, $"{100 * stability:F2}%") : "not measured"),
        ];
        (string, string)[] families = [.. Families(status.Yields)];
        for (int i = 0; i < Math.Max(families.Length, geometry.Length); i++)
        {
            yield return Row(families.ElementAtOrDefault(i), geometry.ElementAtOrDefault(i));
        }

        yield return Rule('└', "", '┴', "", '┘');
    }

    private static IEnumerable<(string, string)> Families(IReadOnlyList<MutatorYield> yields) => yields
        .GroupBy(mutator => mutator.Name.Split('.')[0])
        .Select(family => (family.Key, $"{Number(family.Sum(mutator => mutator.Kept))} of {Number(family.Sum(mutator => mutator.Tried))}"));

    private static string Row((string Name, string Value) left, (string Name, string Value) right) => $"│{Cell(left, Left)}│{Cell(right, Right)}│";

    private static string Cell((string Name, string Value) cell, int width)
    {
        string text = string.IsNullOrEmpty(cell.Name) ? "" : $"{cell.Name,17} : {cell.Value}";
        return text.Length > width ? text[..width] : text.PadRight(width);
    }

    private static string Rule(char start, string left, char middle, string right, char end) => $"{start}{Heading(left, Left)}{middle}{Heading(right, Right)}{end}";

    private static string Heading(string text, int width) => (text.Length == 0 ? "" : $"─ {text} ").PadRight(width, '─');

    private static string Centred(string text)
    {
        const int Width = Left + Right + 3;
        string cut = text.Length > Width ? text[..Width] : text;
        return cut.PadLeft((Width + cut.Length) / 2).PadRight(Width);
    }

    private static string Duration(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.Days} days, {time.Hours} hrs, {time.Minutes} min, {time.Seconds} sec");

    private static string Number(long number) => number switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{number}"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:F1}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:F1}M"),
    };

    private static string Percent(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, whole):F2}%");

    /// <summary>That of the time since the last look; at first the average.</summary>
    private string Speed(CampaignStatus status)
    {
        double seconds = _before is null ? 0 : (status.Elapsed - _before.Elapsed).TotalSeconds;
        return Number((long)(seconds > 0 ? Math.Max(0, status.Executions - _before!.Executions) / seconds : status.ExecutionsPerSecond));
    }

    /// <summary>When a number last grew.</summary>
    private sealed class LastChange
    {
        private long? _number;
        private TimeSpan? _at;

        public string Since(long number, TimeSpan now)
        {
            _at = number > (_number ?? number) ? now : _at;
            _number = number;
            return _at is { } at ? Duration(now - at) : "none seen yet";
        }
    }
}
