using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace QmpFuzz.Replay.Matching;

/// <summary>Reading and showing JSON of peers that may send anything.</summary>
internal static class JsonText
{
    private const int LongestShown = 200;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = ServerMessage.DeepestNesting };

    /// <summary>Parses one value; false for anything that is not valid JSON, lone surrogates in escapes included.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out JsonElement value)
    {
        value = default;
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        try
        {
            Utf8JsonReader check = new(bytes, Options);
            while (check.Read())
            {
                if (check.ValueIsEscaped)
                {
                    check.GetString();                      // throws for what JsonElement would only refuse when it is looked at
                }
            }

            Utf8JsonReader reader = new(bytes, Options);
            value = JsonElement.ParseValue(ref reader);
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>One spelling for equal values: compact, members sorted.</summary>
    public static string Canonical(JsonElement value)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new JsonWriterOptions { MaxDepth = ServerMessage.DeepestNesting }))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>A value as a person reads it: the start of a long one, with its length.</summary>
    public static string Shorten(string text) =>
        text.Length <= LongestShown ? text : $"{text.AsSpan(0, LongestShown)}… ({text.Length} characters)";

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
