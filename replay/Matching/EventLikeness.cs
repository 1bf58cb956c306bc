using System.Text.Json;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Matching;

/// <summary>How much two events of one name have in common.</summary>
internal enum Likeness
{
    /// <summary>Their texts differ: rather another of the same name.</summary>
    None,

    /// <summary>Only numbers differ.</summary>
    Texts,
    Whole,
}

/// <summary>Tells events of one name apart by their data, so that one too many or too few does not shift all that follow.</summary>
internal sealed class EventLikeness(ReplayRules rules, Func<string, string> translate)
{
    public Likeness Of(ServerMessage recorded, ServerMessage live)
    {
        bool has = recorded.Value.TryGetProperty("data", out JsonElement expected);
        return has != live.Value.TryGetProperty("data", out JsonElement data) ? Likeness.None
            : has ? Of(expected, data)
            : Likeness.Whole;
    }

    private Likeness Of(JsonElement recorded, JsonElement live)
    {
        if (recorded.ValueKind != live.ValueKind)
        {
            return Likeness.None;
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => OfMembers(recorded, live),
            JsonValueKind.Array when recorded.GetArrayLength() != live.GetArrayLength() => Likeness.None,
            JsonValueKind.Array => Least(recorded.EnumerateArray().Zip(live.EnumerateArray(), Of)),
            JsonValueKind.Number => recorded.GetRawText() == live.GetRawText() ? Likeness.Whole : Likeness.Texts,
            JsonValueKind.String => IsSame(recorded, live) ? Likeness.Whole : Likeness.None,
            _ => Likeness.Whole,
        };
    }

    // members that only one of them has are for the comparison
    private Likeness OfMembers(JsonElement recorded, JsonElement live) => Least(recorded
        .EnumerateObject()
        .Select(member => live.TryGetProperty(member.Name, out JsonElement counterpart) ? Of(member.Value, counterpart) : Likeness.Whole));

    private static Likeness Least(IEnumerable<Likeness> likenesses) => likenesses.DefaultIfEmpty(Likeness.Whole).Min();

    private bool IsSame(JsonElement recorded, JsonElement live) =>
        JsonElement.DeepEquals(recorded, live) || rules.Normalise(translate(recorded.GetString()!)) == rules.Normalise(live.GetString()!);
}
