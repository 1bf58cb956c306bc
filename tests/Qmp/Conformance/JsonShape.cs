using System.Text.Json;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Whether two lines have the same members with the same types; a list has as many elements as the machine has things to list.</summary>
internal static class JsonShape
{
    public static bool Same(string? was, string? now)
    {
        if (was is null || now is null)
        {
            return false;
        }

        using JsonDocument left = JsonDocument.Parse(was);
        using JsonDocument right = JsonDocument.Parse(now);
        return Same(left.RootElement, right.RootElement);
    }

    private static bool Same(JsonElement was, JsonElement now) => (was.ValueKind, now.ValueKind) switch
    {
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => true,
        (JsonValueKind.Array, JsonValueKind.Array) => now.EnumerateArray().All(element => was.EnumerateArray().Any(other => Same(other, element))),
        (JsonValueKind.Object, JsonValueKind.Object) => Names(was).SequenceEqual(Names(now))
            && was.EnumerateObject().All(member => Same(member.Value, now.GetProperty(member.Name))),
        var (left, right) => left == right,
    };

    // in their order, which is the server's own
    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(member => member.Name);
}
