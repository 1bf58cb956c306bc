using System.Globalization;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Reports;

/// <summary>A replay's report for people: the verdict, the divergences counted by kind, the first of them in full.</summary>
public static class ReportText
{
    private const int MostShown = 10;
    private const int MostDifferences = 5;

    public static void Write(TextWriter output, ReplayReport report, ReplayOptions options)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replayed {Count(report.Sessions.Length, "session")}: {Count(report.Commands, "command")} in {Count(report.Sent, "chunk")}, {Count(report.Received, "message")} back, {report.Took.TotalSeconds:0.000} s (recorded {report.Recorded.TotalSeconds:0.000} s, speed {options.Speed})"));
        if (!options.Speed.IsUnlimited && report.Lateness.Count > 0)
        {
            output.WriteLine($"lateness of sends: p50 {Micro(report, 0.5)}, p99 {Micro(report, 0.99)}, max {Micro(report, 1)}");
        }

        foreach (string note in report.Notes)
        {
            output.WriteLine($"note: {note}");
        }

        WriteTarget(output, report);
        WriteDivergences(output, report, options);
    }

    private static void WriteTarget(TextWriter output, ReplayReport report)
    {
        if (report.Target is not { } target)
        {
            return;
        }

        output.WriteLine($"target: {target}");
        foreach (string line in target.Errors.Split('\n').Where(line => line.Length > 0 && !target.Stopped))
        {
            output.WriteLine($"  stderr: {line}");
        }
    }

    private static void WriteDivergences(TextWriter output, ReplayReport report, ReplayOptions options)
    {
        string level = options.Compare.ToString().ToLowerInvariant();
        if (report.Divergences.IsEmpty)
        {
            output.WriteLine($"no divergence (compared: {level})");
            return;
        }

        IEnumerable<string> kinds = report.Divergences.CountBy(Kind).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}");
        output.WriteLine($"{Count(report.Divergences.Length, "divergence")} (compared: {level}): {string.Join(", ", kinds)}");
        foreach (Divergence divergence in report.Divergences.Take(MostShown))
        {
            WriteDivergence(output, divergence);
        }

        if (report.Divergences.Length > MostShown)
        {
            output.WriteLine($"\n… and {report.Divergences.Length - MostShown} more; --json has all of them");
        }
    }

    private static void WriteDivergence(TextWriter output, Divergence divergence)
    {
        output.WriteLine();
        output.WriteLine($"{Kind(divergence)}, in {divergence.Session}");
        if (divergence.Command is { } command)
        {
            output.WriteLine($"  answers    {JsonText.Shorten(command.Trim())}");
        }

        foreach (Difference difference in divergence.Differences.Take(MostDifferences))
        {
            output.WriteLine($"  at {difference.Path}");
            output.WriteLine($"    recorded {JsonText.Shorten(difference.Recorded)}");
            output.WriteLine($"    live     {JsonText.Shorten(difference.Live)}");
        }

        if (divergence.Differences.Length > MostDifferences)
        {
            output.WriteLine($"  and {divergence.Differences.Length - MostDifferences} more places in this message");
        }

        WriteSide(output, "recorded", divergence.RecordedAt, divergence.Recorded);
        WriteSide(output, "live    ", divergence.LiveAt, divergence.Live);
    }

    private static void WriteSide(TextWriter output, string side, TimeSpan? at, string? message)
    {
        string time = at is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds,10:0.000000} s  ") : "";
        output.WriteLine($"  {side}   {time}{(message is null ? "nothing" : JsonText.Shorten(message))}");
    }

    private static string Kind(Divergence divergence) => divergence.Kind switch
    {
        DivergenceKind.Missing => $"missing {divergence.Subject}",
        DivergenceKind.Late => $"late {divergence.Subject}",
        DivergenceKind.Unexpected => $"unexpected {divergence.Subject}",
        DivergenceKind.Closed => "connection closed too early",
        DivergenceKind.StayedOpen => "connection not closed",
        _ => $"different {divergence.Subject}",
    };

    private static string Micro(ReplayReport report, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{report.Lateness.Percentile(share).TotalMicroseconds:0} us");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
