using System.Globalization;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Reports;

/// <summary>The timeline for people: recorded time, live time, how much the one lags behind the other, and what it was.</summary>
internal static class TimelineText
{
    private const int Widest = 100;

    public static void Write(TextWriter output, IEnumerable<TimelineRow> rows, Ink ink)
    {
        output.WriteLine(ink.Faint("  recorded s       live s       shift"));
        foreach (TimelineRow row in rows)
        {
            string line = $"{Seconds(row.Recorded)} {Seconds(row.Live)} {Shift(row)} {(row.FromClient ? "-->" : "<--")} {Cut(row.Text)}";
            output.WriteLine(row.Recorded is null || row.Live is null ? ink.Bad(line) : line);
        }
    }

    private static string Seconds(TimeSpan? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds,12:0.000000}") : $"{"-",12}";

    private static string Shift(TimelineRow row) =>
        row is { Recorded: { } recorded, Live: { } live } ? string.Create(CultureInfo.InvariantCulture, $"{(live - recorded).TotalMilliseconds,8:+0.000;-0.000} ms") : $"{"",11}";

    private static string Cut(string text) => text.Length <= Widest ? text : $"{text.AsSpan(0, Widest)}…";
}
