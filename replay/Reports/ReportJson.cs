using System.Text.Json;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Reports;

/// <summary>A replay's report for programs: one JSON object with everything.</summary>
public static class ReportJson
{
    public static void Write(Stream output, ReplayReport report, ReplayOptions options, Action<Utf8JsonWriter>? more = null)
    {
        using Utf8JsonWriter writer = new(output);
        writer.WriteStartObject();
        writer.WriteBoolean("faithful", report.IsFaithful);
        WriteList(writer, "sessions", report.Sessions);
        writer.WriteString("speed", options.Speed.ToString());
        writer.WriteString("sync", options.Sync.ToString().ToLowerInvariant());
        writer.WriteString("compare", options.Compare.ToString().ToLowerInvariant());
        writer.WriteNumber("commands", report.Commands);
        writer.WriteNumber("chunks_sent", report.Sent);
        writer.WriteNumber("messages_received", report.Received);
        writer.WriteNumber("recorded_us", Micro(report.Recorded));
        writer.WriteNumber("took_us", Micro(report.Took));
        writer.WriteNumber("processor_us", Micro(report.Processor));
        WriteLateness(writer, report, options);
        WriteTarget(writer, report);
        WriteList(writer, "notes", report.Notes);
        WriteAll(writer, "live_values", report.Bound, WriteBound);
        WriteAll(writer, "divergences", report.Divergences, WriteDivergence);
        writer.WriteNumber("more_divergences", report.MoreDivergences);
        WriteAll(writer, "time_dependent", report.TimeDependent, WriteDivergence);
        WriteAll(writer, "timeline", report.Timeline, WriteRow);
        writer.WriteNumber("more_timeline", report.MoreTimeline);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T value in values)
        {
            write(writer, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteBound(Utf8JsonWriter writer, BoundValue value)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteString("recorded", value.Recorded);
        writer.WriteString("live", value.Live);
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, TimelineRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("session", row.Session);
        writer.WriteString("from", row.FromClient ? "client" : "server");
        WriteSide(writer, "recorded", row.Recorded, null);
        WriteSide(writer, "live", row.Live, null);
        writer.WriteString("text", row.Text);
        writer.WriteEndObject();
    }

    // without pauses there are no deadlines to be late for
    private static void WriteLateness(Utf8JsonWriter writer, ReplayReport report, ReplayOptions options)
    {
        if (options.Speed.IsUnlimited)
        {
            return;
        }

        writer.WriteStartObject("lateness_us");
        writer.WriteNumber("p50", Micro(report.Lateness.Percentile(0.5)));
        writer.WriteNumber("p90", Micro(report.Lateness.Percentile(0.9)));
        writer.WriteNumber("p99", Micro(report.Lateness.Percentile(0.99)));
        writer.WriteNumber("max", Micro(report.Lateness.Percentile(1)));
        writer.WriteBoolean("too_late", report.Lateness.IsTooMuch);
        writer.WriteStartArray("histogram");
        foreach ((TimeSpan? below, int count) in report.Lateness.Histogram())
        {
            writer.WriteStartObject();
            WriteSide(writer, "below", below, null);
            writer.WriteNumber("count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter writer, ReplayReport report)
    {
        if (report.Target is not { } target)
        {
            return;
        }

        writer.WriteStartObject("target");
        writer.WriteNumber("exit_code", target.Code);
        writer.WriteBoolean("stopped", target.Stopped);
        writer.WriteBoolean("crashed", target.Crashed);
        writer.WriteString("text", target.ToString());
        writer.WriteString("stderr", target.Errors);
        writer.WriteEndObject();
    }

    private static void WriteDivergence(Utf8JsonWriter writer, Divergence divergence)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", divergence.Kind.ToString().ToLowerInvariant());
        writer.WriteString("cause", divergence.Cause.ToString().ToLowerInvariant());
        writer.WriteString("session", divergence.Session);
        writer.WriteString("subject", divergence.Subject);
        writer.WriteString("command", divergence.Command);
        WriteSide(writer, "recorded", divergence.RecordedAt, divergence.Recorded);
        WriteSide(writer, "live", divergence.LiveAt, divergence.Live);
        writer.WriteStartArray("differences");
        foreach (Difference difference in divergence.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("path", difference.Path);
            writer.WriteString("recorded", difference.Recorded);
            writer.WriteString("live", difference.Live);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter writer, string side, TimeSpan? at, string? message)
    {
        if (at is { } time)
        {
            writer.WriteNumber($"{side}_us", Micro(time));
        }

        if (message is not null || at is null)
        {
            writer.WriteString(side, message);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static long Micro(TimeSpan time) => (long)time.TotalMicroseconds;
}
