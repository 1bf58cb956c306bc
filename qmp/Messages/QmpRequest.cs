using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>A command as the client sent it. Without a command name it is only good for the id that its error echoes.</summary>
internal readonly struct QmpRequest
{
    /// <summary>The value of "execute" or "exec-oob".</summary>
    public JsonValue? Command { get; init; }

    public JsonValue? Arguments { get; init; }

    /// <summary>Any JSON value; absent is not the same as null.</summary>
    public JsonValue? Id { get; init; }

    /// <summary>It was sent with "exec-oob".</summary>
    public bool IsOutOfBand { get; init; }
}
