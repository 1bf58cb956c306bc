using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Replay.Reports;

/// <summary>What a replay of one recording would do, without doing it.</summary>
public sealed record DryRun
{
    private static readonly SafetyPolicy AllowsNothing = new(false, false);

    public required string Session { get; init; }

    public required int Commands { get; init; }

    public required int Chunks { get; init; }

    public required int Messages { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The pauses between sends: median and longest.</summary>
    public required TimeSpan MedianGap { get; init; }

    public required TimeSpan LongestGap { get; init; }

    public required ImmutableArray<Refusal> Dangers { get; init; }

    public static DryRun Of(Recording recording)
    {
        RecordedSession session = RecordedSession.Read(recording, 0);
        TimeSpan[] sends = [.. recording.Records.OfType<ChunkRecord>().Where(chunk => chunk.Side == SessionSide.Client).Select(chunk => TimeSpan.FromMicroseconds(chunk.Microseconds))];
        TimeSpan[] gaps = [.. sends.Skip(1).Zip(sends, (later, earlier) => later - earlier).Order().DefaultIfEmpty()];
        return new DryRun
        {
            Session = recording.Name,
            Commands = session.Commands.Length,
            Chunks = sends.Length,
            Messages = session.Messages.Length,
            Duration = recording.Records.IsEmpty ? TimeSpan.Zero : TimeSpan.FromMicroseconds(recording.Records[^1].Microseconds),
            MedianGap = gaps[gaps.Length / 2],
            LongestGap = gaps[^1],
            Dangers = SafetyCheck.Judge([recording], AllowsNothing),
        };
    }

    public void Write(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Session}: {Commands} commands in {Chunks} chunks, {Messages} messages back, {Duration.TotalSeconds:0.000} s, gaps: median {MedianGap.TotalMilliseconds:0.###} ms, longest {LongestGap.TotalMilliseconds:0.###} ms"));
        foreach (Refusal danger in Dangers)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {danger.At.TotalSeconds:0.000000} s: {danger.Command} {Words(danger.Danger)}: {danger.Text}"));
        }
    }

    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("session", Session);
        writer.WriteNumber("commands", Commands);
        writer.WriteNumber("chunks", Chunks);
        writer.WriteNumber("messages", Messages);
        writer.WriteNumber("duration_us", (long)Duration.TotalMicroseconds);
        writer.WriteNumber("median_gap_us", (long)MedianGap.TotalMicroseconds);
        writer.WriteNumber("longest_gap_us", (long)LongestGap.TotalMicroseconds);
        writer.WriteStartArray("dangers");
        foreach (Refusal danger in Dangers)
        {
            writer.WriteStartObject();
            writer.WriteNumber("at_us", (long)danger.At.TotalMicroseconds);
            writer.WriteString("command", danger.Command);
            writer.WriteString("danger", Words(danger.Danger));
            writer.WriteString("text", danger.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Words(Danger danger) => danger == Danger.ChangesVm ? "ends or changes the VM" : "reaches the host";
}
