using System.Collections.Immutable;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Tape;

namespace QmpFuzz.Replay.Binding;

/// <summary>
/// Finds in a group of recordings the values that the server made up and a client used afterwards: a reply or an event has the value
/// before any client sent it. A replay puts live values in their places. It goes through the recordings twice: for what was sent, then
/// for who had said it; of these it remembers values, not messages.
/// </summary>
internal sealed class BindingFinder
{
    /// <summary>Of more different values than this, only the first that were sent are bound.</summary>
    private const int MostValues = 100_000;

    private readonly ReplayRules _rules;
    private readonly HashSet<string> _seen = [];            // texts of one session of which all pieces are known
    private readonly Dictionary<ValueKey, TimeSpan> _firstSent = [];
    private readonly Dictionary<ValueKey, ValueSource> _sources = [];

    private BindingFinder(ReplayRules rules) => _rules = rules;

    public static BindingSources Find(GroupTape tape, ReplayRules rules)
    {
        BindingFinder finder = new(rules);
        finder.NoteWhatWasSent(tape.Asked());
        finder.NoteWhatWasSaid(tape.Read(BindingSources.None));
        return new BindingSources(rules, finder._sources.Values);
    }

    private void NoteWhatWasSent(IEnumerable<AskedEntry> commands)
    {
        int session = -1;
        IEnumerable<ArgumentToken> tokens = commands.SelectMany(asked => ArgumentTokens.Read(asked.Session, asked.At - asked.Command.At, asked.Command));
        foreach (ArgumentToken token in tokens.Where(token => token.IsNumber || token.Session != session || !_seen.Contains(token.Text)))
        {
            if (token.Session != session)
            {
                _seen.Clear();                              // what a session sends first may have been sent earlier than by the one before
                session = token.Session;
            }

            foreach ((_, _, ValueKey key) in TextPieces.Of(token, _rules))
            {
                _firstSent[key] = _firstSent.TryGetValue(key, out TimeSpan first) && first < token.At ? first : token.At;
                _seen.Add(token.Text);
            }

            if (_firstSent.Count > MostValues)
            {
                return;
            }
        }
    }

    private void NoteWhatWasSaid(IEnumerable<TapeEntry> entries)
    {
        TimeSpan last = _firstSent.Values.DefaultIfEmpty(TimeSpan.MinValue).Max();
        Dictionary<int, int> numbers = [];
        foreach (SaidEntry said in entries.TakeWhile(entry => entry.At < last).OfType<SaidEntry>())
        {
            int number = numbers.GetValueOrDefault(said.Session);
            numbers[said.Session] = number + 1;
            if (said.Message.Kind is ServerMessageKind.Return or ServerMessageKind.Event)
            {
                Look(said, number, said.Message.Kind == ServerMessageKind.Return ? "return" : "data");
            }
        }
    }

    // of several that say it, the last one counts, and one that does not say it in a list before others
    private void Look(SaidEntry said, int number, string part)
    {
        if (!said.Message.Value.TryGetProperty(part, out JsonElement value))
        {
            return;
        }

        foreach ((ImmutableStack<PathStep> path, ValueKey key) in Leaves(value, ImmutableStack.Create(new PathStep(part, 0)), null))
        {
            if (_firstSent.TryGetValue(key, out TimeSpan sent) && said.At < sent)
            {
                ValueSource source = new(said.Session, number, said.At, [.. path.Reverse()], key);
                bool isBetter = !_sources.TryGetValue(key, out ValueSource? before) || before.IsInList || !source.IsInList;
                _sources[key] = isBetter ? source : before!;
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
}
