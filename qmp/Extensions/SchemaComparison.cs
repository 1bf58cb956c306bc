namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// Compares types of a downstream's schema with upstream's, from a command or event down. What a downstream lacks is no
/// difference, for a build may leave out members and values; what it has more, or otherwise, is.
/// </summary>
internal sealed class SchemaComparison(QmpSchema upstream, QmpSchema downstream)
{
    private readonly HashSet<(string, string)> _compared = [];
    private readonly List<Difference> _differences = [];

    /// <summary>The differences of two types; a type that was reached before is reported where it was.</summary>
    public IReadOnlyList<Difference> Compare(string upstreamType, string downstreamType, string path)
    {
        _compared.Clear();
        _differences.Clear();
        Walk(upstreamType, downstreamType, path);
        return [.. _differences];
    }

    private void Walk(string upstreamType, string downstreamType, string path)
    {
        if (!_compared.Add((upstreamType, downstreamType)))
        {
            return;
        }

        switch (upstream.Find(upstreamType), downstream.Find(downstreamType))
        {
            case (_, BuiltinSchema { JsonType: "value" }):     // says nothing of its type
            case (BuiltinSchema { JsonType: "string" }, EnumSchema) or (EnumSchema, BuiltinSchema { JsonType: "string" }):
            case (BuiltinSchema was, BuiltinSchema now) when was.JsonType == now.JsonType:
                break;
            case (EnumSchema was, EnumSchema now):
                _differences.AddRange(now.Values.Except(was.Values).Select(value => Difference.Added($"{path} = {value}", value)));
                break;
            case (ArraySchema was, ArraySchema now):
                Walk(was.Element, now.Element, $"{path}[]");
                break;
            case (AlternateSchema was, AlternateSchema now):
                WalkAlternatives(was, now.Types, path);
                break;
            case (AlternateSchema was, not null):           // one of them, and not the others
                WalkAlternatives(was, [downstreamType], path);
                break;
            case (ObjectSchema was, ObjectSchema now):
                WalkMembers(was, now, path);
                break;
            case (null, _) or (_, null):
                break;                                      // a kind of type that we do not know
            default:
                _differences.Add(new Difference(path, "has another type than upstream's"));
                break;
        }
    }

    private void WalkAlternatives(AlternateSchema was, IReadOnlyList<string> types, string path)
    {
        foreach (string type in types)
        {
            string? same = was.Types.FirstOrDefault(other => Kind(upstream.Find(other)) == Kind(downstream.Find(type)));
            if (same is null)
            {
                _differences.Add(new Difference(path, "takes a type that upstream's does not"));
            }
            else
            {
                Walk(same, type, path);
            }
        }
    }

    private void WalkMembers(ObjectSchema was, ObjectSchema now, string path)
    {
        foreach (SchemaMember member in now.Members.Values)
        {
            if (was.Members.TryGetValue(member.Name, out SchemaMember? counterpart))
            {
                Walk(counterpart.Type, member.Type, Join(path, member.Name));
            }
            else
            {
                _differences.Add(Difference.Added(Join(path, member.Name), member.Name));
            }
        }

        _differences.AddRange(was.Members.Values
            .Where(member => !member.Optional && !now.Members.ContainsKey(member.Name))
            .Select(member => new Difference(Join(path, member.Name), "is missing, and upstream's always has it")));
        foreach ((string value, string variant) in now.Variants)
        {
            if (was.Variants.TryGetValue(value, out string? counterpart))
            {
                Walk(counterpart, variant, path);
            }
        }
    }

    private static string Kind(SchemaType? type) => type is BuiltinSchema builtin ? builtin.JsonType : type?.GetType().Name ?? "";

    internal static string Join(string path, string member) => path.EndsWith(' ') ? path + member : $"{path}.{member}";
}
