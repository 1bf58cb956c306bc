using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Binding;

/// <summary>A value that the live server chose differently, and what was sent for it.</summary>
public readonly record struct BoundValue(string? Name, string Recorded, string Live);

/// <summary>Puts live values where the recording shows values that its server had made up, and folders of the recorded machine.</summary>
internal sealed class LiveValues(BindingSources sources, ReplayRules rules, string? folder)
{
    private readonly ILookup<(int Session, int Message), ValueSource> _sources = sources.ByMessage;
    private readonly Dictionary<ValueKey, string> _live = [];
    private readonly Dictionary<int, Queue<BoundToken>> _tokens = [];
    private readonly List<BoundValue> _bound = [];

    /// <summary>What was chosen differently and put into what was sent.</summary>
    public IReadOnlyList<BoundValue> Bound => _bound;

    /// <summary>What was chosen differently so far.</summary>
    public LiveChoices Choices { get; private set; } = new(rules, folder, []);

    /// <summary>A command will be sent that has these places for live values.</summary>
    public void Expect(int session, ImmutableArray<BoundToken> tokens)
    {
        foreach (BoundToken token in tokens)
        {
            TokensOf(session).Enqueue(token);
        }
    }

    /// <summary>A recorded message has got its counterpart.</summary>
    public void Learn(int session, Expected paired)
    {
        foreach (ValueSource source in _sources.Contains((session, paired.Number)) ? _sources[(session, paired.Number)] : [])
        {
            if (ValueIn(paired.Live!.Value, source) is { } live && live != source.Key.Text)
            {
                _live[source.Key] = live;
                Choices = Choices.With(new BoundValue(source.Key.NumberName, source.Key.Text, live));
            }
        }
    }

    /// <summary>The bytes to send for a recorded chunk. A token that goes over a chunk's end is sent with the chunk it begins in.</summary>
    public ReadOnlyMemory<byte> Rewrite(PlaybackStep step)
    {
        Queue<BoundToken> tokens = TokensOf(step.Session);
        long end = step.Offset + step.Bytes.Length;
        long at = step.Offset;
        ArrayBufferWriter<byte>? bytes = null;
        while (tokens.TryPeek(out BoundToken? token) && token.Offset < end)
        {
            if (LiveText(token) is { } text)
            {
                bytes ??= new ArrayBufferWriter<byte>();
                bytes.Write(step.Bytes.Span[(int)(at - step.Offset)..(int)Math.Max(at - step.Offset, token.Offset - step.Offset)]);
                bytes.Write(token.Offset < step.Offset ? [] : Encoding.UTF8.GetBytes(text));
                at = Math.Min(token.End, end);
            }

            if (token.End > end)
            {
                break;                                      // the next chunk goes on with it
            }

            tokens.Dequeue();
        }

        bytes?.Write(step.Bytes.Span[(int)(at - step.Offset)..]);
        return bytes?.WrittenMemory ?? step.Bytes;
    }

    private Queue<BoundToken> TokensOf(int session)
    {
        if (!_tokens.TryGetValue(session, out Queue<BoundToken>? tokens))
        {
            _tokens.Add(session, tokens = new());
        }

        return tokens;
    }

    // the token as it has to be sent, or null if that is how it was recorded
    private string? LiveText(BoundToken token)
    {
        StringBuilder text = new();
        int at = 0;
        foreach (BoundPiece piece in token.Pieces)
        {
            text.Append(token.Text, at, piece.Start - at).Append(Use(piece.Key));
            at = piece.Start + piece.Length;
        }

        string result = Choices.InFolder(text.Append(token.Text, at, token.Text.Length - at).ToString());
        return result == token.Text ? null
            : token.IsNumber ? result
            : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(result)}\"";
    }

    private string Use(ValueKey key)
    {
        if (!_live.TryGetValue(key, out string? live))
        {
            return key.Text;
        }

        BoundValue bound = new(key.NumberName, key.Text, live);
        if (!_bound.Contains(bound))
        {
            _bound.Add(bound);
        }

        return live;
    }

    // null: it is not there, or the recorded one is in another place of a list
    private static string? ValueIn(JsonElement message, ValueSource source) =>
        message.ValueKind == JsonValueKind.Object && !Has(message, null, source.Key) && Walk(message, source.Path) is { } leaf
            ? TextOf(leaf, source.Key.NumberName)
            : null;

    private static JsonElement? Walk(JsonElement value, ImmutableArray<PathStep> path)
    {
        foreach (PathStep step in path)
        {
            bool there = step.Name is { } name
                ? value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out value)
                : value.ValueKind == JsonValueKind.Array && step.Index < value.GetArrayLength();
            if (!there)
            {
                return null;
            }

            value = step.Name is null ? value[step.Index] : value;
        }

        return value;
    }

    private static string? TextOf(JsonElement leaf, string? numberName) => (leaf.ValueKind, numberName) switch
    {
        (JsonValueKind.String, null) => leaf.GetString(),
        (JsonValueKind.Number, not null) => leaf.GetRawText(),
        _ => null,
    };

    private static bool Has(JsonElement value, string? name, ValueKey wanted) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => Has(member.Value, member.Name, wanted)),
        JsonValueKind.Array => value.EnumerateArray().Any(element => Has(element, name, wanted)),
        JsonValueKind.String => wanted.NumberName is null && value.ValueEquals(wanted.Text),
        JsonValueKind.Number => wanted.NumberName == name && value.GetRawText() == wanted.Text,
        _ => false,
    };
}
