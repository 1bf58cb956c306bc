using System.Text;
using System.Text.Json;

namespace QmpFuzz.Replay.Matching;

/// <summary>What a message from the server is, as far as pairing and comparison care.</summary>
internal enum ServerMessageKind
{
    Greeting,
    Return,
    Error,
    Event,

    /// <summary>A JSON object that is none of the others.</summary>
    Other,

    /// <summary>Not JSON (a number that overflowed is <c>inf</c> on the wire): compared as bytes.</summary>
    Unreadable,
}

/// <summary>One message from a server, recorded or live.</summary>
internal sealed record ServerMessage(TimeSpan At, ReadOnlyMemory<byte> Bytes, ServerMessageKind Kind, string Key, JsonElement Value)
{
    /// <summary>Deeper than any server nests, so that a deep reply is compared and not refused.</summary>
    public const int DeepestNesting = 2048;

    public bool IsReply => Kind is ServerMessageKind.Return or ServerMessageKind.Error or ServerMessageKind.Unreadable;

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The name of an event, or null.</summary>
    public string? EventName =>
        Kind == ServerMessageKind.Event && Value.GetProperty("event") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    /// <summary>The echoed id as compact JSON, or null.</summary>
    public string? Id => IsReply && Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("id", out JsonElement id) ? JsonText.Canonical(id) : null;

    /// <summary>Reads a message; what is not JSON is <see cref="ServerMessageKind.Unreadable"/>, never an exception.</summary>
    public static ServerMessage Read(ReadOnlyMemory<byte> bytes, TimeSpan at)
    {
        if (!JsonText.TryParse(bytes.Span, out JsonElement value))
        {
            return new(at, bytes, ServerMessageKind.Unreadable, "reply", default);
        }

        (ServerMessageKind kind, string key) = Classify(value);
        return new(at, bytes, kind, key, value);
    }

    // The key is what recorded and live messages are paired by, first come first served.
    private static (ServerMessageKind Kind, string Key) Classify(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return (ServerMessageKind.Other, "other");
        }

        if (value.TryGetProperty("event", out JsonElement name))
        {
            return (ServerMessageKind.Event, "event " + JsonText.Canonical(name));
        }

        ServerMessageKind kind = value.TryGetProperty("error", out _) ? ServerMessageKind.Error
            : value.TryGetProperty("return", out _) ? ServerMessageKind.Return
            : value.TryGetProperty("QMP", out _) ? ServerMessageKind.Greeting
            : ServerMessageKind.Other;
        return kind switch
        {
            ServerMessageKind.Greeting => (kind, "greeting"),
            ServerMessageKind.Other => (kind, "other"),
            _ => (kind, value.TryGetProperty("id", out JsonElement id) ? "reply " + JsonText.Canonical(id) : "reply"),
        };
    }
}
