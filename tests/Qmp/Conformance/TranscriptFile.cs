using System.Text.Json;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Reads the transcripts under <c>corpus/conformance</c>.</summary>
internal static class TranscriptFile
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };
    private static readonly Lazy<IReadOnlyList<Transcript>> Public = new(() => Read("qemu-7.2/public.jsonl", ProtocolDialect.Qemu));
    private static readonly Lazy<IReadOnlyList<Transcript>> Extra = new(() => Read("qemu-7.2/extra.jsonl", ProtocolDialect.Qemu));
    private static readonly Lazy<IReadOnlyList<Transcript>> Agent = new(() => Read("qemu-ga-7.2/transcripts.jsonl", ProtocolDialect.Qga));

    /// <summary>The 1493 transcripts of one connection each.</summary>
    public static IReadOnlyList<Transcript> All => Public.Value;

    /// <summary>The 29 with descriptors, half-close, reconnects and the largest limits.</summary>
    public static IReadOnlyList<Transcript> Extras => Extra.Value;

    /// <summary>Those of the guest agent.</summary>
    public static IReadOnlyList<Transcript> OfAgent => Agent.Value;

    public static IEnumerable<Transcript> Of(string category) => All.Where(transcript => transcript.Category == category);

    public static TheoryData<string> Categories() => new(All.Select(transcript => transcript.Category).Distinct().Order(StringComparer.Ordinal));

    public static TheoryData<string> ExtraNames() => new(Extras.Select(transcript => transcript.Name));

    private static List<Transcript> Read(string name, ProtocolDialect dialect) =>
        [.. File.ReadLines(Repository.PathOf($"corpus/conformance/{name}")).Select(line => Parse(line, dialect))];

    private static Transcript Parse(string line, ProtocolDialect dialect)
    {
        using JsonDocument document = JsonDocument.Parse(line, Deep);
        JsonElement root = document.RootElement;
        return new Transcript
        {
            Name = root.GetProperty("name").GetString()!,
            Category = root.GetProperty("category").GetString()!,
            Steps = [.. root.GetProperty("steps").EnumerateArray().Select(ParseStep)],
            Connections = [.. PerConnection(root, "replies_raw").Zip(PerConnection(root, "replies"), ParseReplies)],
            ClosedByServer = root.GetProperty("closed_by_server").GetBoolean(),
            OutOfBand = root.GetProperty("oob").GetBoolean(),
            Dialect = dialect,
            IsComparedByType = root.TryGetProperty("by_type", out _),
        };
    }

    // a list of replies, or of such lists
    private static JsonElement[] PerConnection(JsonElement root, string member)
    {
        JsonElement replies = root.GetProperty(member);
        return replies.GetArrayLength() > 0 && replies[0].ValueKind == JsonValueKind.Array ? [.. replies.EnumerateArray()] : [replies];
    }

    private static RecordedReplies ParseReplies(JsonElement raw, JsonElement values) => new(
        [.. raw.EnumerateArray().Select(reply => reply.GetString()!)],
        [.. values.EnumerateArray().Select(reply => reply.GetRawText())]);

    private static TranscriptStep ParseStep(JsonElement step)
    {
        JsonProperty member = step.EnumerateObject().First();
        return member.Name switch
        {
            "send_hex" => new SendStep(Bytes(member), Descriptors: Number(step, "fds", absent: 0)),
            "send_repeat_hex" => new SendStep(Bytes(member), Times: Number(step, "count", absent: 1)),
            "wait_replies" => new WaitStep(member.Value.GetInt32()),
            "until_reply" => new UntilStep(member.Value.GetString()!),
            "sleep_ms" => new SleepStep(member.Value.GetInt32()),
            "close" => new CloseStep(),
            "shutdown_wr" => new HalfCloseStep(),
            "reconnect" => new ReconnectStep(),
            _ => throw new InvalidDataException($"unknown step {member.Name}"),
        };
    }

    private static byte[] Bytes(JsonProperty hexadecimal) => Convert.FromHexString(hexadecimal.Value.GetString()!);

    private static int Number(JsonElement step, string member, int absent) => step.TryGetProperty(member, out JsonElement value) ? value.GetInt32() : absent;
}
