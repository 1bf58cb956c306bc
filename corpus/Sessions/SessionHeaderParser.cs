using System.Globalization;
using System.Text.Json;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>Reads the first line of a session file; members that it does not know are left to later versions.</summary>
internal static class SessionHeaderParser
{
    private const string NotASession = "not a session file: its first line is not {\"qmps\":1,…}";

    /// <summary>Returns the header, or null and what is wrong.</summary>
    public static SessionHeader? Parse(ReadOnlyMemory<byte> line, out string reason)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return Parse(json.RootElement, out reason);
        }
        catch (JsonException)
        {
            reason = NotASession;
            return null;
        }
    }

    private static SessionHeader? Parse(JsonElement json, out string reason)
    {
        if (json.ValueKind != JsonValueKind.Object || Number(json, "qmps") is not { } version)
        {
            reason = NotASession;
            return null;
        }

        if (version != SessionHeader.FormatVersion)
        {
            reason = $"version {version} of the session format; this program reads version {SessionHeader.FormatVersion}";
            return null;
        }

        if (!TryTime(Text(json, "started"), out DateTimeOffset started))
        {
            reason = "the header has no time in 'started'";
            return null;
        }

        reason = "";
        return new SessionHeader
        {
            Started = started,
            Source = Text(json, "source") ?? "unknown",
            Dialect = Text(json, "dialect") ?? "qemu",
            By = Text(json, "by") ?? "unknown",
            Group = Text(json, "group"),
            Index = Number(json, "index") is { } index and >= 0 and <= int.MaxValue ? (int)index : null,
            OffsetMicroseconds = Number(json, "offset_us"),
            Continues = Text(json, "continues"),
        };
    }

    private static bool TryTime(string? text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)                   // an escaped lone surrogate: JSON, but no text
        {
            return null;
        }
    }
}
