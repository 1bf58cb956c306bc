using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Binding;

/// <summary>A value that the live server chose differently, and what was sent for it.</summary>
public readonly record struct BoundValue(string? Name, string Recorded, string Live);

/// <summary>
/// Puts live values where the recording shows values that its server had made up, and folders of the recorded machine; and says
/// of two values whether they differ by such a choice only.
/// </summary>
internal sealed class LiveValues(ImmutableArray<ImmutableArray<BoundToken>> tokens, ReplayRules rules, string? folder, Func<int, int, ServerMessage?> live)
{
    private readonly List<BoundValue> _bound = [];
    private readonly int[] _next = new int[tokens.Length];

    /// <summary>What was chosen differently so far.</summary>
    public IReadOnlyList<BoundValue> Bound => _bound;

    /// <summary>The bytes to send for a recorded chunk. A token that goes over a chunk's end is sent with the chunk it begins in.</summary>
    public ReadOnlyMemory<byte> Rewrite(PlaybackStep step)
    {
        ImmutableArray<BoundToken> all = tokens[step.Session];
        ref int next = ref _next[step.Session];
        int end = step.Offset + step.Bytes.Length;
        int at = step.Offset;
        ArrayBufferWriter<byte>? bytes = null;
        for (; next < all.Length && all[next].Offset < end; next++)
        {
            if (LiveText(all[next]) is { } text)
            {
                bytes ??= new ArrayBufferWriter<byte>();
                bytes.Write(step.Bytes.Span[(at - step.Offset)..Math.Max(at - step.Offset, all[next].Offset - step.Offset)]);
                bytes.Write(all[next].Offset < step.Offset ? [] : Encoding.UTF8.GetBytes(text));
                at = Math.Min(all[next].End, end);
            }

            if (all[next].End > end)
            {
                break;                                      // the next chunk goes on with it
            }
        }

        bytes?.Write(step.Bytes.Span[(at - step.Offset)..]);
        return bytes?.WrittenMemory ?? step.Bytes;
    }

    /// <summary>A recorded text with the live server's values and the target's folder in it.</summary>
    public string Translate(string recorded)
    {
        string text = InFolder(recorded);
        return _bound.Where(value => value.Name is null).Aggregate(text, (said, value) => said.Replace(value.Recorded, value.Live, StringComparison.Ordinal));
    }

    /// <summary>True if two numbers differ because the server chose another one.</summary>
    public bool IsChoice(string? name, string recorded, string said) => _bound.Contains(new BoundValue(name, recorded, said));

    // the token as it has to be sent, or null if that is how it was recorded
    private string? LiveText(BoundToken token)
    {
        StringBuilder text = new();
        int at = 0;
        foreach (BoundPiece piece in token.Pieces)
        {
            text.Append(token.Text, at, piece.Start - at).Append(Resolve(piece.Source));
            at = piece.Start + piece.Length;
        }

        string result = InFolder(text.Append(token.Text, at, token.Text.Length - at).ToString());
        return result == token.Text ? null
            : token.IsNumber ? result
            : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(result)}\"";
    }

    private string Resolve(ValueSource source)
    {
        string recorded = source.Key.Text;
        if (live(source.Session, source.Message) is not { Value.ValueKind: JsonValueKind.Object } message
            || Walk(message.Value, source.Path) is not { } leaf
            || KeyOf(leaf, source.Key.NumberName) is not { } key
            || key == source.Key
            || Has(message.Value, null, source.Key))
        {
            return recorded;                                // not there, or the same in another place of a list
        }

        BoundValue bound = new(source.Key.NumberName, recorded, key.Text);
        if (!_bound.Contains(bound))
        {
            _bound.Add(bound);
        }

        return key.Text;
    }

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

    private static ValueKey? KeyOf(JsonElement leaf, string? numberName) => (leaf.ValueKind, numberName) switch
    {
        (JsonValueKind.String, null) => new ValueKey(null, leaf.GetString()!),
        (JsonValueKind.Number, { } name) => new ValueKey(name, leaf.GetRawText()),
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

    private string InFolder(string text) => folder is null ? text : rules.Folders.Aggregate(text, (result, pattern) => pattern.Replace(result, Moved));

    private string Moved(Match match)
    {
        Group recorded = match.Groups["folder"];
        int start = recorded.Index - match.Index;
        return string.Concat(match.ValueSpan[..start], folder, match.ValueSpan[(start + recorded.Length)..]);
    }
}
