using System.Collections.Immutable;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Binding;

/// <summary>
/// Finds in a group of recordings the values that the server made up and a client used afterwards: a reply or an event has the value
/// before any client sent it. Their tokens are what a replay has to put live values into.
/// </summary>
internal sealed class BindingFinder
{
    private readonly ImmutableArray<RecordedSession> _sessions;
    private readonly ReplayRules _rules;
    private readonly List<ArgumentToken> _tokens;
    private readonly Dictionary<ValueKey, TimeSpan> _firstSent = [];
    private readonly Dictionary<ValueKey, List<ValueSource>> _sources = [];

    private BindingFinder(ImmutableArray<RecordedSession> sessions, ReplayRules rules)
    {
        (_sessions, _rules) = (sessions, rules);
        _tokens = [.. sessions.SelectMany((session, number) => session.Commands.SelectMany(command => ArgumentTokens.Read(number, session.Start, command)))];
    }

    /// <summary>For each session, the tokens that hold such values or a recorded folder, in the order in which they were sent.</summary>
    public static ImmutableArray<ImmutableArray<BoundToken>> Find(ImmutableArray<RecordedSession> sessions, ReplayRules rules)
    {
        BindingFinder finder = new(sessions, rules);
        finder.NoteWhatWasSent();
        finder.NoteWhatWasSaid();
        return [.. sessions.Select((_, number) => finder._tokens.Where(token => token.Session == number).Select(finder.Bind).OfType<BoundToken>().ToImmutableArray())];
    }

    private void NoteWhatWasSent()
    {
        foreach (ArgumentToken token in _tokens)
        {
            foreach ((_, _, ValueKey key) in TextPieces.Of(token, _rules))
            {
                _firstSent[key] = _firstSent.TryGetValue(key, out TimeSpan first) && first < token.At ? first : token.At;
            }
        }
    }

    private void NoteWhatWasSaid()
    {
        for (int session = 0; session < _sessions.Length; session++)
        {
            for (int message = 0; message < _sessions[session].Messages.Length && _firstSent.Count > 0; message++)
            {
                ServerMessage said = _sessions[session].Messages[message];
                if (said.Kind is ServerMessageKind.Return or ServerMessageKind.Event)
                {
                    string part = said.Kind == ServerMessageKind.Return ? "return" : "data";
                    Look(session, message, said, part);
                }
            }
        }
    }

    private void Look(int session, int message, ServerMessage said, string part)
    {
        if (!said.Value.TryGetProperty(part, out JsonElement value))
        {
            return;
        }

        foreach ((ImmutableStack<PathStep> path, ValueKey key) in Leaves(value, ImmutableStack.Create(new PathStep(part, 0)), null))
        {
            if (_firstSent.TryGetValue(key, out TimeSpan sent) && said.At < sent)
            {
                _sources.TryAdd(key, []);
                _sources[key].Add(new ValueSource(session, message, said.At, [.. path.Reverse()], key));
            }
        }
    }

    private static IEnumerable<(ImmutableStack<PathStep> Path, ValueKey Key)> Leaves(JsonElement value, ImmutableStack<PathStep> path, string? name) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Push(new PathStep(member.Name, 0)), member.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((element, index) => Leaves(element, path.Push(new PathStep(null, index)), name)),
        JsonValueKind.String => [(path, new ValueKey(null, value.GetString()!))],
        JsonValueKind.Number => [(path, new ValueKey(name, value.GetRawText()))],
        _ => [],
    };

    // the longest pieces win; of several sources the last before the token that does not stand in a list
    private BoundToken? Bind(ArgumentToken token)
    {
        List<BoundPiece> pieces = [];
        foreach ((int start, int length, ValueKey key) in TextPieces.Of(token, _rules))
        {
            bool free = pieces.TrueForAll(piece => start >= piece.Start + piece.Length || start + length <= piece.Start);
            if (free && SourceOf(key, token.At) is { } source)
            {
                pieces.Add(new BoundPiece(start, length, source));
            }
        }

        bool inFolder = !token.IsNumber && _rules.Folders.Any(folder => folder.IsMatch(token.Text));
        return pieces.Count == 0 && !inFolder
            ? null
            : new BoundToken(token.Offset, token.Length, token.Text, token.IsNumber, [.. pieces.OrderBy(piece => piece.Start)]);
    }

    private ValueSource? SourceOf(ValueKey key, TimeSpan before) => _sources.GetValueOrDefault(key)?
        .Where(source => source.At < before)
        .OrderBy(source => source.Path.Any(step => step.Name is null))
        .ThenByDescending(source => source.At)
        .FirstOrDefault();
}
