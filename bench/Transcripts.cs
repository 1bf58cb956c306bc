using System.Text.Json;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Bench;

/// <summary>Transcripts of a real server, one JSON object a line with "steps", as testcases: what the client sent, and time where it waited.</summary>
internal static class Transcripts
{
    private const byte AboutASecond = 5;

    public static IEnumerable<byte[]> Load(string path) => File.ReadLines(path).Select(ToTestcase);

    private static byte[] ToTestcase(string transcript)
    {
        using JsonDocument document = JsonDocument.Parse(transcript, new JsonDocumentOptions { MaxDepth = 4096 });
        TestcaseWriter writer = new();
        foreach (JsonElement step in document.RootElement.GetProperty("steps").EnumerateArray())
        {
            JsonProperty what = step.EnumerateObject().First();
            switch (what.Name)
            {
                case "send_hex": writer.Bytes(Convert.FromHexString(what.Value.GetString()!)); writer.Step(StepKind.EndOfChunk); break;
                case "close": writer.Step(StepKind.Disconnect); break;
                default: writer.Step(StepKind.Time, AboutASecond); break;      // whatever it waits for there
            }
        }

        return writer.Written.ToArray();
    }
}
