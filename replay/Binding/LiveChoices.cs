using System.Collections.Immutable;
using System.Text.RegularExpressions;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Binding;

/// <summary>What a live server chose differently up to some moment. Says of two values whether they differ by such a choice only; never changes.</summary>
internal sealed class LiveChoices(ReplayRules rules, string? folder, ImmutableHashSet<BoundValue> choices)
{
    public LiveChoices With(BoundValue choice) => new(rules, folder, choices.Add(choice));

    /// <summary>A recorded text with the live server's values and the target's folder in it.</summary>
    public string Translate(string recorded) => choices
        .Where(value => value.Name is null)
        .OrderByDescending(value => value.Recorded.Length)
        .Aggregate(InFolder(recorded), (said, value) => said.Replace(value.Recorded, value.Live, StringComparison.Ordinal));

    /// <summary>True if two numbers differ because the server chose another one.</summary>
    public bool IsChoice(string? name, string recorded, string said) => choices.Contains(new BoundValue(name, recorded, said));

    /// <summary>A recorded text with the folder of the target, if that is known, for folders of the recorded machine.</summary>
    public string InFolder(string text) => folder is null ? text : rules.Folders.Aggregate(text, (result, pattern) => pattern.Replace(result, Moved));

    private string Moved(Match match)
    {
        Group recorded = match.Groups["folder"];
        int start = recorded.Index - match.Index;
        return string.Concat(match.ValueSpan[..start], folder, match.ValueSpan[(start + recorded.Length)..]);
    }
}
