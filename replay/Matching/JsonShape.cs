using System.Text.Json;

namespace QmpFuzz.Replay.Matching;

/// <summary>The shape of a value as text: equal texts, equal types and members all the way down (of arrays: the set of element shapes).</summary>
internal static class JsonShape
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject()
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"{JsonEncodedText.Encode(member.Name)}:{Of(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', OfElements(value).Distinct()) + "]",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    /// <summary>The shapes of an array's elements, sorted.</summary>
    public static IEnumerable<string> OfElements(JsonElement array) => array.EnumerateArray().Select(Of).Order(StringComparer.Ordinal);
}
