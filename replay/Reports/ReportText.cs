using System.Globalization;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Reports;

/// <summary>A replay's report for people: the verdict, the divergences counted by kind, the first of them in full.</summary>
public sealed class ReportText
{
    private const int MostShown = 10;
    private const int MostDifferences = 5;

    private readonly TextWriter _output;
    private readonly ReplayReport _report;
    private readonly ReplayOptions _options;
    private readonly Ink _ink;

    private ReportText(TextWriter output, ReplayReport report, ReplayOptions options, bool colours) =>
        (_output, _report, _options, _ink) = (output, report, options, new Ink(colours));

    public static void Write(TextWriter output, ReplayReport report, ReplayOptions options, bool colours = false, bool timeline = false)
    {
        ReportText text = new(output, report, options, colours);
        text.WriteSums();
        if (timeline)
        {
            TimelineText.Write(output, report.Timeline, text._ink);
            output.Write(report.MoreTimeline > 0 ? $"… and {report.MoreTimeline} rows that were too many to keep\n" : "");
        }

        text.WriteTarget();
        text.WriteVerdict();
    }

    private void WriteSums()
    {
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replayed {Count(_report.Sessions.Length, "session")}: {Count(_report.Commands, "command")} in {Count(_report.Sent, "chunk")}, {Count(_report.Received, "message")} back, {_report.Took.TotalSeconds:0.000} s (recorded {_report.Recorded.TotalSeconds:0.000} s, speed {_options.Speed})"));
        if (!_options.Speed.IsUnlimited && _report.Lateness.Count > 0)
        {
            WriteLateness();
        }

        foreach (BoundValue value in _report.Bound)
        {
            _output.WriteLine($"live value: {(value.Name is null ? "" : value.Name + " ")}{value.Live} was sent for the recorded {value.Recorded}");
        }

        foreach (string note in _report.Notes)
        {
            _output.WriteLine($"note: {note}");
        }
    }

    private void WriteLateness()
    {
        _output.WriteLine($"lateness of sends: p50 {Micro(0.5)}, p90 {Micro(0.9)}, p99 {Micro(0.99)}, max {Micro(1)}");
        IEnumerable<string> buckets = _report.Lateness.Histogram().Where(bucket => bucket.Count > 0).Select(bucket => $"{Bound(bucket.Below)} {bucket.Count}");
        _output.WriteLine($"  {string.Join(", ", buckets)}");
        if (_report.Lateness.IsTooMuch)
        {
            _output.WriteLine(_ink.Notable("warning: this machine could not keep up with the recording: sends were late"));
        }
    }

    private void WriteTarget()
    {
        if (_report.Target is not { } target)
        {
            return;
        }

        _output.WriteLine(target.Crashed ? _ink.Bad($"target: {target}") : $"target: {target}");
        foreach (string line in target.Errors.Split('\n').Where(line => line.Length > 0 && !target.Stopped))
        {
            _output.WriteLine($"  stderr: {line}");
        }
    }

    private void WriteVerdict()
    {
        string level = _options.Compare.ToString().ToLowerInvariant();
        if (!_report.TimeDependent.IsEmpty)
        {
            _output.WriteLine($"{Count(_report.TimeDependent.Length, "time-dependent difference")}, no divergence: {Kinds(_report.TimeDependent)}");
        }

        if (_report.Divergences.IsEmpty)
        {
            _output.WriteLine(_ink.Good($"no divergence (compared: {level})"));
            return;
        }

        string more = _report.MoreDivergences > 0 ? $" and {_report.MoreDivergences} that were too many to keep" : "";
        _output.WriteLine(_ink.Bad($"{Count(_report.Divergences.Length, "divergence")}{more} (compared: {level}): {Kinds(_report.Divergences)}"));
        _output.WriteLine($"  {Sum(DivergenceCause.Version)} in what the server offers (another version or build), {Sum(DivergenceCause.Behaviour)} in what it does");
        if (!_report.Divergences[0].Context.IsEmpty)
        {
            TimelineText.Write(_output, _report.Divergences[0].Context, _ink);
        }

        foreach (Divergence divergence in _report.Divergences.Take(MostShown))
        {
            WriteDivergence(divergence);
        }

        if (_report.Divergences.Length > MostShown)
        {
            _output.WriteLine($"\n… and {_report.Divergences.Length - MostShown} more; --json has all of them");
        }
    }

    private void WriteDivergence(Divergence divergence)
    {
        _output.WriteLine();
        _output.WriteLine(_ink.Notable($"{KindOf(divergence)} ({divergence.Cause.ToString().ToLowerInvariant()}), in {divergence.Session}"));
        if (divergence.Command is { } command)
        {
            _output.WriteLine($"  answers    {JsonText.Shorten(command.Trim())}");
        }

        foreach (Difference difference in divergence.Differences.Where(difference => difference.Path != "$").Take(MostDifferences))
        {
            _output.WriteLine($"  at {difference.Path}");
            _output.WriteLine(_ink.Good($"    recorded {JsonText.Shorten(difference.Recorded)}"));
            _output.WriteLine(_ink.Bad($"    live     {JsonText.Shorten(difference.Live)}"));
        }

        if (divergence.Differences.Length > MostDifferences)
        {
            _output.WriteLine($"  and {divergence.Differences.Length - MostDifferences} more places in this message");
        }

        WriteSide("recorded", divergence.RecordedAt, divergence.Recorded);
        WriteSide("live    ", divergence.LiveAt, divergence.Live);
    }

    private void WriteSide(string side, TimeSpan? at, string? message)
    {
        string time = at is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds,10:0.000000} s  ") : "";
        _output.WriteLine($"  {side}   {time}{(message is null ? "nothing" : JsonText.Shorten(message))}");
    }

    private int Sum(DivergenceCause cause) => _report.Divergences.Count(divergence => divergence.Cause == cause);

    private static string Kinds(IEnumerable<Divergence> divergences) =>
        string.Join(", ", divergences.CountBy(KindOf).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}"));

    /// <summary>What kind of divergence it is, in words.</summary>
    public static string KindOf(Divergence divergence) => divergence.Kind switch
    {
        DivergenceKind.Missing => $"missing {divergence.Subject}",
        DivergenceKind.Late => $"late {divergence.Subject}",
        DivergenceKind.Unexpected => $"unexpected {divergence.Subject}",
        DivergenceKind.Closed => "connection closed too early",
        DivergenceKind.StayedOpen => "connection not closed",
        _ => $"different {divergence.Subject}",
    };

    private static string Bound(TimeSpan? below) => below is not { } bound ? "longer"
        : bound < TimeSpan.FromMilliseconds(1) ? string.Create(CultureInfo.InvariantCulture, $"<{bound.TotalMicroseconds:0} us")
        : string.Create(CultureInfo.InvariantCulture, $"<{bound.TotalMilliseconds:0} ms");

    private string Micro(double share) => string.Create(CultureInfo.InvariantCulture, $"{_report.Lateness.Percentile(share).TotalMicroseconds:0} us");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
