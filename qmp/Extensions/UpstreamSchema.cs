using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// What upstream serves in one version, to compare a downstream with: { "qemu": { "major", "minor" }, "capabilities": [ … ],
/// "error-classes": [ … ], "schema": [ … ] }. A bare reply of query-qmp-schema, or its list, will do: it is of whatever version is checked.
/// </summary>
public sealed class UpstreamSchema
{
    // qapi/error.json; the schema does not show them
    private static readonly string[] KnownClasses = ["GenericError", "CommandNotFound", "DeviceNotActive", "DeviceNotFound", "KVMMissingCap"];

    private UpstreamSchema(QmpSchema schema) => Schema = schema;

    /// <summary>Such as 7.2; null if the file does not say.</summary>
    public string? Version { get; private init; }

    /// <summary>What it is compared with, or what commands are made from.</summary>
    public QmpSchema Schema { get; }

    internal IReadOnlyList<string> Capabilities { get; private init; } = ["oob"];

    internal IReadOnlyList<string> ErrorClasses { get; private init; } = KnownClasses;

    /// <summary>Reads the bytes of a schema file; null, with the reason, if they are none.</summary>
    public static UpstreamSchema? Parse(ReadOnlySpan<byte> json, out string reason)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(json);
        }
        catch (JsonException failure)
        {
            reason = $"not JSON: {failure.Message}";
            return null;
        }

        return Parse(root, out reason);
    }

    /// <summary>Writes what a server said as a file that <see cref="Parse(ReadOnlySpan{byte}, out string)"/> reads.</summary>
    public static void Write(JsonElement greeting, JsonElement commands, JsonElement schema, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonElement banner = greeting.GetProperty("QMP");
        json.WriteStartObject();
        foreach (JsonProperty member in banner.GetProperty("version").EnumerateObject())
        {
            member.WriteTo(json);
        }

        json.WritePropertyName("capabilities");
        banner.GetProperty("capabilities").WriteTo(json);
        json.WriteStartArray("error-classes");
        foreach (string name in KnownClasses)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WritePropertyName("commands");
        commands.WriteTo(json);
        json.WritePropertyName("schema");
        schema.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>Whether names can be compared with a server of that version.</summary>
    internal bool IsOf(string? version) => Version is null || Version == version;

    /// <summary>The version that a greeting or a schema file tells, without the last number; null if it does not.</summary>
    internal static string? VersionOf(JsonElement qemu) =>
        qemu.ValueKind == JsonValueKind.Object
        && qemu.TryGetProperty("major", out JsonElement major) && major.TryGetInt64(out long first)
        && qemu.TryGetProperty("minor", out JsonElement minor) && minor.TryGetInt64(out long second)
            ? string.Create(CultureInfo.InvariantCulture, $"{first}.{second}")
            : null;

    private static UpstreamSchema? Parse(JsonElement root, out string reason)
    {
        JsonElement entities = root.ValueKind != JsonValueKind.Object ? root
            : root.TryGetProperty("schema", out JsonElement own) ? own
            : root.TryGetProperty("return", out JsonElement reply) ? reply
            : default;
        if (QmpSchema.Parse(entities, out reason) is not { } schema)
        {
            return null;
        }

        return new UpstreamSchema(schema)
        {
            Version = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("qemu", out JsonElement qemu) ? VersionOf(qemu) : null,
            Capabilities = Names(root, "capabilities") ?? ["oob"],
            ErrorClasses = Names(root, "error-classes") ?? KnownClasses,
        };
    }

    private static string[]? Names(JsonElement root, string member) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : null;
}
