using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>Finds for each recorded message the command that it answers: by id, those without by order.</summary>
internal static class AnsweredCommands
{
    public static ImmutableArray<RecordedCommand?> Find(IReadOnlyList<ServerMessage> messages, IEnumerable<RecordedCommand> commands)
    {
        List<RecordedCommand> open = [.. commands.Where(command => command.IsReadable)];
        RecordedCommand?[] answered = [.. messages.Select(message => Answers(message) ? Take(open, message.Key) : null)];
        for (int index = 0; index < answered.Length && open.Count > 0; index++)
        {
            if (answered[index] is null && Answers(messages[index]))
            {
                answered[index] = Take(open, open[0].ReplyKey);     // an id that no command has: the first command without an answer
            }
        }

        return [.. answered];
    }

    private static bool Answers(ServerMessage message) => message.IsReply && !IsSyntaxError(message);

    private static RecordedCommand? Take(List<RecordedCommand> open, string key)
    {
        int index = open.FindIndex(command => command.ReplyKey == key);
        if (index < 0)
        {
            return null;
        }

        RecordedCommand command = open[index];
        open.RemoveAt(index);
        return command;
    }

    /// <summary>Such errors answer bytes, not commands.</summary>
    public static bool IsSyntaxError(ServerMessage message) =>
        message.Kind == ServerMessageKind.Error
        && message.Value.GetProperty("error") is { ValueKind: System.Text.Json.JsonValueKind.Object } error
        && error.TryGetProperty("desc", out System.Text.Json.JsonElement text)
        && text.ValueKind == System.Text.Json.JsonValueKind.String
        && text.GetString()!.StartsWith("JSON ", StringComparison.Ordinal);
}
