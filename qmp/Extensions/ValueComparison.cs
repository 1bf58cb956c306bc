using System.Text.Json;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>Compares a value that was seen on the wire with the type that upstream has for it: members, values and types that are not upstream's.</summary>
internal sealed class ValueComparison(QmpSchema upstream)
{
    public IEnumerable<Difference> Compare(string type, JsonElement value, string path) => upstream.Find(type) switch
    {
        BuiltinSchema builtin => Fits(builtin.JsonType, value) ? [] : [OtherType(path)],
        EnumSchema choice => value.ValueKind != JsonValueKind.String ? [OtherType(path)]
            : choice.Values.Contains(value.GetString()) ? []
            : [Difference.Added($"{path} = {value.GetString()}", value.GetString()!)],
        ArraySchema array => value.ValueKind != JsonValueKind.Array ? [OtherType(path)]
            : value.EnumerateArray().SelectMany(element => Compare(array.Element, element, $"{path}[]")),
        AlternateSchema alternate => CompareAlternatives(alternate, value, path),
        ObjectSchema members => value.ValueKind != JsonValueKind.Object ? [OtherType(path)] : CompareMembers(members, value, path),
        _ => [],
    };

    // the alternative with the fewest differences is the one that was meant
    private List<Difference> CompareAlternatives(AlternateSchema alternate, JsonElement value, string path) =>
        alternate.Types.Select(type => Compare(type, value, path).ToList()).MinBy(differences => differences.Count) ?? [];

    private IEnumerable<Difference> CompareMembers(ObjectSchema type, JsonElement value, string path)
    {
        ObjectSchema? variant = VariantOf(type, value);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            SchemaMember? known = type.Members.GetValueOrDefault(member.Name) ?? variant?.Members.GetValueOrDefault(member.Name);
            string place = SchemaComparison.Join(path, member.Name);
            IEnumerable<Difference> differences = known is not null ? Compare(known.Type, member.Value, place)
                : variant is { Tag: not null } ? []         // a union in a union: its members are not followed
                : [Difference.Added(place, member.Name)];
            foreach (Difference difference in differences)
            {
                yield return difference;
            }
        }
    }

    private ObjectSchema? VariantOf(ObjectSchema type, JsonElement value) =>
        type.Tag is { } tag && value.TryGetProperty(tag, out JsonElement chosen) && chosen.ValueKind == JsonValueKind.String
        && type.Variants.TryGetValue(chosen.GetString()!, out string? variant)
            ? upstream.Find(variant) as ObjectSchema
            : null;

    private static Difference OtherType(string path) => new(path, "has another type than upstream's");

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "int" or "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };
}
