using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Reads the transcripts under <c>corpus/conformance</c>.</summary>
internal static class TranscriptFile
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };
    private static readonly Lazy<IReadOnlyList<Transcript>> Public = new(() => Read("public.jsonl"));

    /// <summary>The 1493 transcripts of one connection each.</summary>
    public static IReadOnlyList<Transcript> All => Public.Value;

    public static IEnumerable<Transcript> Of(string category) => All.Where(transcript => transcript.Category == category);

    public static TheoryData<string> Categories() => new(All.Select(transcript => transcript.Category).Distinct().Order(StringComparer.Ordinal));

    private static List<Transcript> Read(string name) =>
        [.. File.ReadLines(Repository.PathOf($"corpus/conformance/qemu-7.2/{name}")).Select(Parse)];

    private static Transcript Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line, Deep);
        JsonElement root = document.RootElement;
        return new Transcript
        {
            Name = root.GetProperty("name").GetString()!,
            Category = root.GetProperty("category").GetString()!,
            Steps = [.. root.GetProperty("steps").EnumerateArray().Select(ParseStep)],
            RawReplies = [.. root.GetProperty("replies_raw").EnumerateArray().Select(reply => reply.GetString()!)],
            Replies = [.. root.GetProperty("replies").EnumerateArray().Select(reply => reply.GetRawText())],
            ClosedByServer = root.GetProperty("closed_by_server").GetBoolean(),
            OutOfBand = root.GetProperty("oob").GetBoolean(),
        };
    }

    private static TranscriptStep ParseStep(JsonElement step)
    {
        JsonProperty member = step.EnumerateObject().Single();
        return member.Name switch
        {
            "send_hex" => new SendStep(Convert.FromHexString(member.Value.GetString()!)),
            "wait_replies" => new WaitStep(member.Value.GetInt32()),
            "sleep_ms" => new SleepStep(member.Value.GetInt32()),
            "close" => new CloseStep(),
            _ => throw new InvalidDataException($"unknown step {member.Name}"),
        };
    }
}
