using System.Collections.Immutable;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Binding;

/// <summary>The values in a group of recordings that the server made up and a client used afterwards, each with the message that says it.</summary>
internal sealed class BindingSources(ReplayRules rules, IEnumerable<ValueSource> sources)
{
    private readonly Dictionary<ValueKey, ValueSource> _sources = sources.ToDictionary(source => source.Key);

    public static BindingSources None { get; } = new(new ReplayRules(), []);

    /// <summary>The values that this message says.</summary>
    public ILookup<(int Session, int Message), ValueSource> ByMessage => _sources.Values.ToLookup(source => (source.Session, source.Message));

    /// <summary>Those of a command's tokens that hold such values or a recorded folder, in their order.</summary>
    public ImmutableArray<BoundToken> Bind(IEnumerable<ArgumentToken> tokens) =>
        _sources.Count == 0 && rules.Folders.IsEmpty ? [] : [.. tokens.Select(Bind).OfType<BoundToken>()];

    // the longest pieces win
    private BoundToken? Bind(ArgumentToken token)
    {
        List<BoundPiece> pieces = [];
        foreach ((int start, int length, ValueKey key) in _sources.Count == 0 ? [] : TextPieces.Of(token, rules))
        {
            bool free = pieces.TrueForAll(piece => start >= piece.Start + piece.Length || start + length <= piece.Start);
            if (free && _sources.TryGetValue(key, out ValueSource? source) && source.At < token.At)
            {
                pieces.Add(new BoundPiece(start, length, key));
            }
        }

        bool inFolder = !token.IsNumber && rules.Folders.Any(folder => folder.IsMatch(token.Text));
        return pieces.Count == 0 && !inFolder
            ? null
            : new BoundToken(token.Offset, token.Length, token.Text, token.IsNumber, [.. pieces.OrderBy(piece => piece.Start)]);
    }
}
