using System.Text;
using System.Text.Json;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// One message of a client, or a stretch of its bytes that is not a JSON object (<see cref="IsReadable"/> is false then).
/// <see cref="Offset"/> counts in all that the client of the session sent.
/// </summary>
internal sealed record RecordedCommand(TimeSpan At, long Offset, ReadOnlyMemory<byte> Bytes, JsonElement Value)
{
    public bool IsReadable => Value.ValueKind == JsonValueKind.Object;

    /// <summary>The command's name, or null if there is none that could be run.</summary>
    public string? Name => Member("execute") ?? Member("exec-oob");

    /// <summary>What the reply is paired by: see <see cref="ServerMessage.Key"/>.</summary>
    public string ReplyKey { get; } = Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("id", out JsonElement id) ? "reply " + JsonText.Canonical(id) : "reply";

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    private string? Member(string name) =>
        IsReadable && Value.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
