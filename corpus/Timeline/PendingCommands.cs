using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

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
        ({ } one, { } other) => AreEqual(one, other),
        _ => false,
    };

    private static bool AreEqual(JsonElement one, JsonElement other)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(one);
        ReadOnlySpan<byte> otherRaw = JsonMarshal.GetRawUtf8Value(other);
        return raw.SequenceEqual(otherRaw) || (IsText(raw) && IsText(otherRaw) && JsonElement.DeepEquals(one, other));
    }

    /// <summary>What .NET can compare: no bytes that are no UTF-8, and no halves of escaped pairs (nor whole ones, to look no closer).</summary>
    private static bool IsText(ReadOnlySpan<byte> raw) => Utf8.IsValid(raw) && raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0;
}
