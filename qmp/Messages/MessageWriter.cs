using System.Text;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>Writes what the server says, byte for byte as QEMU does: one line each, ended by CR LF (the agent: LF).</summary>
internal static class MessageWriter
{
    /// <summary>{"return": RESULT, "id": ID}; an empty result is {}.</summary>
    public static void WriteReturn(ReadOnlySpan<byte> result, JsonValue? id, ReplyStyle style, ByteBuffer output)
    {
        output.Append("{\"return\": "u8);
        output.Append(result.IsEmpty ? "{}"u8 : result);
        if (id is { } value)
        {
            output.Append(", \"id\": "u8);
            JsonWriter.WriteValue(value, output, style.InfinityIsWord);
        }

        output.Append(style.EndsInLf ? "}\n"u8 : "}\r\n"u8);
    }

    /// <summary>{"id": ID, "error": {"class": CLASS, "desc": TEXT}}: here the id comes first, by QEMU's order of members.</summary>
    public static void WriteError(QmpError error, JsonValue? id, ReplyStyle style, ByteBuffer output)
    {
        output.Append((byte)'{');
        if (id is { } value)
        {
            output.Append("\"id\": "u8);
            JsonWriter.WriteValue(value, output, style.InfinityIsWord);
            output.Append(", "u8);
        }

        output.Append("\"error\": {\"class\": "u8);
        if (style.ErrorsOf2010)
        {
            WriteOf2010(error, output);
        }
        else
        {
            JsonWriter.WriteString(error.Class, output);
            output.Append(", \"desc\": "u8);
            JsonWriter.WriteString(error.Description, output);
        }

        output.Append(style.EndsInLf ? "}}\n"u8 : "}}\r\n"u8);
    }

    /// <summary>{"timestamp": …, "event": NAME, "data": DATA}; <paramref name="wall"/> is in microseconds since 1970.</summary>
    public static void WriteEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, long wall, ByteBuffer output)
    {
        output.Append("{\"timestamp\": {\"seconds\": "u8);
        JsonWriter.WriteInt64(wall / 1_000_000, output);
        output.Append(", \"microseconds\": "u8);
        JsonWriter.WriteInt64(wall % 1_000_000, output);
        output.Append("}, \"event\": "u8);
        JsonWriter.WriteString(name, output);
        if (!data.IsEmpty)
        {
            output.Append(", \"data\": "u8);
            output.Append(data);
        }

        output.Append("}\r\n"u8);
    }

    /// <summary>{"QMP": {"version": VERSION, "capabilities": [ … ]}}; where the dialect tells no version, it is empty and left out.</summary>
    public static void WriteGreeting(ReadOnlySpan<byte> version, IReadOnlyList<string> capabilities, ByteBuffer output)
    {
        output.Append("{\"QMP\": {"u8);
        if (!version.IsEmpty)
        {
            output.Append("\"version\": "u8);
            output.Append(version);
            output.Append(", "u8);
        }

        output.Append("\"capabilities\": ["u8);
        for (int i = 0; i < capabilities.Count; i++)
        {
            output.Append(i > 0 ? ", "u8 : default);
            JsonWriter.WriteString(Encoding.UTF8.GetBytes(capabilities[i]), output);
        }

        output.Append("]}}\r\n"u8);
    }

    // "class": CLASS, "desc": TEXT, "data": { NAME: VALUE … }
    private static void WriteOf2010(QmpError error, ByteBuffer output)
    {
        JsonWriter.WriteString(Encoding.UTF8.GetBytes(error.Form.Class), output);
        output.Append(", \"desc\": \""u8);
        if (error.Form == ErrorForm.Undefined)
        {
            JsonWriter.WriteEscaped(error.Description, output);
        }

        WriteFormatted(error.Form.Text, error.Data, output);
        output.Append("\", \"data\": {"u8);
        for (int i = 0; i < error.Data.Count; i++)
        {
            output.Append(i > 0 ? ", "u8 : default);
            JsonWriter.WriteString(Encoding.UTF8.GetBytes(error.Form.Members[i]), output);
            output.Append(": "u8);
            JsonWriter.WriteString(error.Data[i].Span, output);
        }

        output.Append((byte)'}');
    }

    // text with the places {0} and {1}
    private static void WriteFormatted(ReadOnlySpan<char> text, IReadOnlyList<ReadOnlyMemory<byte>> data, ByteBuffer output)
    {
        while (text.IndexOf('{') is int place and >= 0)
        {
            output.Append(Encoding.UTF8.GetBytes(text[..place].ToArray()));
            JsonWriter.WriteEscaped(data[text[place + 1] - '0'].Span, output);
            text = text[(place + 3)..];
        }

        output.Append(Encoding.UTF8.GetBytes(text.ToArray()));
    }
}
