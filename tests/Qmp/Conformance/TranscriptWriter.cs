using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Writes a conversation as a line of a transcript file.</summary>
internal static class TranscriptWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Transcript transcript, IReadOnlyList<ReplyLines> connections)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", transcript.Name);
            json.WriteString("category", transcript.Category);
            json.WriteString("kind", "curated");
            json.WriteString("base", transcript.Name);
            json.WriteBoolean("oob", transcript.OutOfBand);
            if (transcript.IsComparedByType)
            {
                json.WriteBoolean("by_type", true);
            }

            json.WriteStartArray("steps");
            foreach (TranscriptStep step in transcript.Steps)
            {
                WriteStep(json, step);
            }

            json.WriteEndArray();
            WriteReplies(json, "replies", connections, WriteValue);
            WriteReplies(json, "replies_raw", connections, static (json, reply) => json.WriteStringValue(reply));
            json.WriteBoolean("closed_by_server", transcript.ClosedByServer);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    private static void WriteStep(Utf8JsonWriter json, TranscriptStep step)
    {
        json.WriteStartObject();
        switch (step)
        {
            case SendStep send: json.WriteString("send_hex", Convert.ToHexStringLower(send.Bytes)); break;
            case WaitStep wait: json.WriteNumber("wait_replies", wait.Replies); break;
            case UntilStep until: json.WriteString("until_reply", until.Reply); break;
            case HalfCloseStep: json.WriteBoolean("shutdown_wr", true); break;
            case ReconnectStep: json.WriteBoolean("reconnect", true); break;
            default: throw new InvalidDataException($"a transcript has no {step}");
        }

        json.WriteEndObject();
    }

    private static void WriteReplies(Utf8JsonWriter json, string member, IReadOnlyList<ReplyLines> connections, Action<Utf8JsonWriter, string> write)
    {
        json.WriteStartArray(member);
        foreach (ReplyLines connection in connections)
        {
            json.WriteStartArray();
            foreach (string reply in connection.Lines)
            {
                write(json, reply);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    // without the delimiter; what is not JSON (inf) is quoted
    private static void WriteValue(Utf8JsonWriter json, string reply)
    {
        string value = reply.TrimStart('\u00FF');
        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStartObject();
            json.WriteString("$invalid_json", value);
            json.WriteEndObject();
        }
    }
}
