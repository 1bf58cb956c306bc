using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>Writes what the server says, byte for byte as QEMU does: one line each, ended by CR LF.</summary>
internal static class MessageWriter
{
    /// <summary>{"return": RESULT, "id": ID}; an empty result is {}.</summary>
    public static void WriteReturn(ReadOnlySpan<byte> result, JsonValue? id, ByteBuffer output)
    {
        output.Append("{\"return\": "u8);
        output.Append(result.IsEmpty ? "{}"u8 : result);
        if (id is { } value)
        {
            output.Append(", \"id\": "u8);
            JsonWriter.WriteValue(value, output);
        }

        output.Append("}\r\n"u8);
    }

    /// <summary>{"id": ID, "error": {"class": CLASS, "desc": TEXT}}: here the id comes first, by QEMU's order of members.</summary>
    public static void WriteError(QmpError error, JsonValue? id, ByteBuffer output)
    {
        output.Append((byte)'{');
        if (id is { } value)
        {
            output.Append("\"id\": "u8);
            JsonWriter.WriteValue(value, output);
            output.Append(", "u8);
        }

        output.Append("\"error\": {\"class\": "u8);
        JsonWriter.WriteString(error.Class, output);
        output.Append(", \"desc\": "u8);
        JsonWriter.WriteString(error.Description, output);
        output.Append("}}\r\n"u8);
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

    /// <summary>{"QMP": {"version": VERSION, "capabilities": [ … ]}}.</summary>
    public static void WriteGreeting(ReadOnlySpan<byte> version, IReadOnlyList<string> capabilities, ByteBuffer output)
    {
        output.Append("{\"QMP\": {\"version\": "u8);
        output.Append(version);
        output.Append(", \"capabilities\": ["u8);
        for (int i = 0; i < capabilities.Count; i++)
        {
            output.Append(i > 0 ? ", "u8 : default);
            JsonWriter.WriteString(System.Text.Encoding.UTF8.GetBytes(capabilities[i]), output);
        }

        output.Append("]}}\r\n"u8);
    }
}
