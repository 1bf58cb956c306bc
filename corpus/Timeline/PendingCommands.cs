using System.Text.Json;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>Commands that wait for their replies. One with an id is answered by a reply with an equal id, one without by the next without.</summary>
internal sealed class PendingCommands
{
    private const int MostWaiting = 4096;                   // of a client that is never answered, the oldest are forgotten

    private readonly LinkedList<(int Number, long Microseconds, JsonElement? Id)> _waiting = [];

    public void Add(int number, long microseconds, JsonElement? id)
    {
        _waiting.AddLast((number, microseconds, id));
        if (_waiting.Count > MostWaiting)
        {
            _waiting.RemoveFirst();
        }
    }

    /// <summary>Takes the oldest command that this reply can answer.</summary>
    public (int Number, long Microseconds)? Take(JsonElement? id)
    {
        for (LinkedListNode<(int Number, long Microseconds, JsonElement? Id)>? node = _waiting.First; node is not null; node = node.Next)
        {
            if (IsAnsweredBy(node.Value.Id, id))
            {
                _waiting.Remove(node);
                return (node.Value.Number, node.Value.Microseconds);
            }
        }

        return null;
    }

    private static bool IsAnsweredBy(JsonElement? sent, JsonElement? answered) => (sent, answered) switch
    {
        (null, null) => true,
        ({ } one, { } other) => JsonElement.DeepEquals(one, other),
        _ => false,
    };
}
