using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>Finds for each recorded message the command that it answers: by id, those without by order.</summary>
internal static class AnsweredCommands
{
    public static ImmutableArray<RecordedCommand?> Find(IEnumerable<ServerMessage> messages, IEnumerable<RecordedCommand> commands)
    {
        Dictionary<string, Queue<RecordedCommand>> open = commands
            .Where(command => command.IsReadable)
            .GroupBy(command => command.ReplyKey)
            .ToDictionary(same => same.Key, same => new Queue<RecordedCommand>(same));
        return [.. messages.Select(message => message.IsReply && !IsSyntaxError(message) && open.TryGetValue(message.Key, out Queue<RecordedCommand>? same) && same.TryDequeue(out RecordedCommand? command) ? command : null)];
    }

    // these answer bytes, not commands
    private static bool IsSyntaxError(ServerMessage message) =>
        message.Kind == ServerMessageKind.Error
        && message.Value.GetProperty("error") is { ValueKind: System.Text.Json.JsonValueKind.Object } error
        && error.TryGetProperty("desc", out System.Text.Json.JsonElement text)
        && text.ValueKind == System.Text.Json.JsonValueKind.String
        && text.GetString()!.StartsWith("JSON ", StringComparison.Ordinal);
}
