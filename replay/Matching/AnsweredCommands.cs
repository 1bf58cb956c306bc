using System.Text.Json;

namespace QmpFuzz.Replay.Matching;

/// <summary>The commands of a session that have no reply yet: finds for a message the command that it answers, by id, those without by order.</summary>
internal sealed class AnsweredCommands
{
    private const int MostOpen = 4096;                      // of a client that was never answered, the oldest are forgotten

    private readonly LinkedList<Asked> _open = [];
    private readonly Dictionary<string, Queue<LinkedListNode<Asked>>> _byKey = [];
    private Asked? _lastRubbish;
    private int _lastAnswered;

    /// <summary>How many commands there were.</summary>
    public int Count { get; private set; }

    /// <summary>The one that came last.</summary>
    public Asked? Last { get; private set; }

    /// <summary>Those without a reply behind the last one that has one: the recording stops between them and their replies.</summary>
    public IEnumerable<RecordedCommand> OpenAtTheEnd => _open.Append(_lastRubbish).OfType<Asked>().Where(asked => asked.Number > _lastAnswered).Select(asked => asked.Command);

    public void Add(RecordedCommand command)
    {
        Last = new Asked(++Count, command);
        if (!command.IsReadable)
        {
            _lastRubbish = Last;                            // what answers it, answers bytes
            return;
        }

        if (!_byKey.TryGetValue(command.ReplyKey, out Queue<LinkedListNode<Asked>>? same))
        {
            _byKey.Add(command.ReplyKey, same = new());
        }

        same.Enqueue(_open.AddLast(Last));
        if (_open.Count > MostOpen)
        {
            Take(_open.First!);
        }
    }

    /// <summary>Takes the command that this message answers; null if it answers none that is known.</summary>
    public Asked? TakeFor(ServerMessage message) =>
        Answers(message) && _byKey.TryGetValue(message.Key, out Queue<LinkedListNode<Asked>>? same) ? Take(same.Peek()) : null;

    /// <summary>Takes the first command without a reply, for a message with an id that no command has.</summary>
    public Asked? TakeAnyFor(ServerMessage message) => Answers(message) && _open.First is { } first ? Take(first) : null;

    private static bool Answers(ServerMessage message) => message.IsReply && !IsSyntaxError(message);

    // the first in the list is the first of its key too
    private Asked Take(LinkedListNode<Asked> node)
    {
        string key = node.Value.Command.ReplyKey;
        _byKey[key].Dequeue();
        if (_byKey[key].Count == 0)
        {
            _byKey.Remove(key);
        }

        _open.Remove(node);
        _lastAnswered = Math.Max(_lastAnswered, node.Value.Number);
        return node.Value;
    }

    /// <summary>Such errors answer bytes, not commands.</summary>
    public static bool IsSyntaxError(ServerMessage message) =>
        message.Kind == ServerMessageKind.Error
        && message.Value.GetProperty("error") is { ValueKind: JsonValueKind.Object } error
        && error.TryGetProperty("desc", out JsonElement text)
        && text.ValueKind == JsonValueKind.String
        && text.GetString()!.StartsWith("JSON ", StringComparison.Ordinal);
}
