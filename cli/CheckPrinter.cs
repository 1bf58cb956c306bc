using System.Text.Json;
using QmpFuzz.Replay.Checking;

namespace QmpFuzz.Cli;

/// <summary>Prints what a check found: one line each, with the rule and the place.</summary>
internal static class CheckPrinter
{
    public static void WriteText(CheckReport report, TextWriter output)
    {
        foreach (CheckLine line in report.Lines)
        {
            string rule = line.Rule.Length > 0 ? $"rule {line.Rule}: " : "";
            output.WriteLine($"{line.Place}: {Word(line.Severity)}: {rule}{line.Text}");
        }

        output.WriteLine(
            $"checked {Some(report.Sessions, "session")}, {Some(report.Messages, "message")}: {Some(report.Count(CheckSeverity.Violation), "violation")}, "
            + $"{Some(report.Count(CheckSeverity.Warning), "warning")}, {Some(report.Count(CheckSeverity.Known), "known deviation")}");
    }

    public static void WriteJson(CheckReport report, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(new
    {
        sessions = report.Sessions,
        messages = report.Messages,
        complete = !report.IsIncomplete,
        violations = report.Count(CheckSeverity.Violation),
        warnings = report.Count(CheckSeverity.Warning),
        known = report.Count(CheckSeverity.Known),
        lines = report.Lines.Select(line => new { severity = Word(line.Severity), rule = line.Rule, place = line.Place, text = line.Text, sentence = line.Sentence }),
    }));

    private static string Word(CheckSeverity severity) => severity switch
    {
        CheckSeverity.Violation => "violation",
        CheckSeverity.Warning => "warning",
        CheckSeverity.Known => "known",
        _ => "note",
    };

    private static string Some(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
