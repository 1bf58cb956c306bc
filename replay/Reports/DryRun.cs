using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Reports;

/// <summary>What a replay of one recording would do, without doing it.</summary>
public sealed record DryRun
{
    private const int MostDangers = 1000;

    private static readonly SafetyPolicy AllowsNothing = new(false, false);

    public required string Session { get; init; }

    public required int Commands { get; init; }

    public required int Chunks { get; init; }

    public required int Messages { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The pauses between sends: median and longest.</summary>
    public required TimeSpan MedianGap { get; init; }

    public required TimeSpan LongestGap { get; init; }

    /// <summary>The first dangerous commands.</summary>
    public required ImmutableArray<Refusal> Dangers { get; init; }

    /// <summary>How many more there are.</summary>
    public required int MoreDangers { get; init; }

    public static DryRun Of(Recording recording)
    {
        (int commands, int chunks, int messages, TimeSpan before, TimeSpan end) = (0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        List<TimeSpan> gaps = [];
        foreach (TapeEntry entry in SessionTape.Read(recording, 0, coalesce: false, BindingSources.None))
        {
            commands += entry is AskedEntry ? 1 : 0;
            messages += entry is SaidEntry ? 1 : 0;
            end = entry.At > end ? entry.At : end;
            if (entry is StepEntry { Step.Action: PlaybackAction.Send })
            {
                gaps.Add(chunks++ == 0 ? TimeSpan.Zero : entry.At - before);
                before = entry.At;
            }
        }

        if (gaps.Count > 1)
        {
            gaps.RemoveAt(0);                               // before the first send there is none
        }

        gaps.Sort();
        int dangers = 0;
        ImmutableArray<Refusal> first = [.. SafetyCheck.Judge([recording], AllowsNothing).Where(_ => dangers++ < MostDangers)];
        return new DryRun
        {
            Session = recording.Name,
            Commands = commands,
            Chunks = chunks,
            Messages = messages,
            Duration = end - recording.Start,
            MedianGap = gaps.Count == 0 ? TimeSpan.Zero : gaps[gaps.Count / 2],
            LongestGap = gaps.Count == 0 ? TimeSpan.Zero : gaps[^1],
            Dangers = first,
            MoreDangers = dangers - first.Length,
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

        output.Write(MoreDangers == 0 ? "" : $"  and {MoreDangers} more\n");
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
        writer.WriteNumber("more_dangers", MoreDangers);
        writer.WriteEndObject();
    }

    private static string Words(Danger danger) => danger == Danger.ChangesVm ? "ends or changes the VM" : "reaches the host";
}
