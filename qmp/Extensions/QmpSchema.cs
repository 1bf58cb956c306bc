using System.Text.Json;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Machine.Schema;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>What <c>query-qmp-schema</c> returns, by name.</summary>
public sealed class QmpSchema
{
    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SchemaCommand> _commands = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SchemaEvent> _events = new(StringComparer.Ordinal);

    private QmpSchema()
    {
    }

    public IReadOnlyDictionary<string, SchemaCommand> Commands => _commands;

    public IReadOnlyDictionary<string, SchemaEvent> Events => _events;

    public SchemaType? Find(string type) => _types.GetValueOrDefault(type);

    /// <summary>Every command that the built-in server has, in one dialect or another; the first of those with the same name.</summary>
    public static QmpSchema OfAllDialects()
    {
        IEnumerable<CommandSpec> commands = ProtocolDialect.All.SelectMany(dialect => dialect.NegotiationCommands.Commands.Concat(dialect.Commands.Commands));
        return Parse(JsonElement.Parse(SchemaWriter.Of(commands.DistinctBy(command => command.Name))), out _)!;
    }

    /// <summary>The same without some of its commands.</summary>
    public QmpSchema Without(Func<string, bool> leaveOut)
    {
        QmpSchema smaller = new();
        foreach ((string name, SchemaType type) in _types)
        {
            smaller._types.Add(name, type);
        }

        foreach (SchemaCommand command in _commands.Values.Where(command => !leaveOut(command.Name)))
        {
            smaller._commands.Add(command.Name, command);
        }

        return smaller;
    }

    /// <summary>Reads the list of entities; null, with the reason, if it is none.</summary>
    public static QmpSchema? Parse(JsonElement entities, out string reason)
    {
        QmpSchema schema = new();
        reason = "";
        int index = 0;
        try
        {
            foreach (JsonElement entity in entities.EnumerateArray())
            {
                schema.Add(entity, Text(entity, "name"));
                index++;
            }

            return schema;
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            reason = index == 0 && entities.ValueKind != JsonValueKind.Array
                ? "no list of schema entities, as query-qmp-schema returns it"
                : $"entity {index} is not one of a schema: {failure.Message}";
            return null;
        }
    }

    private void Add(JsonElement entity, string name)
    {
        switch (Text(entity, "meta-type"))
        {
            case "command": _commands[name] = new SchemaCommand(name, Text(entity, "arg-type"), Text(entity, "ret-type")); break;
            case "event": _events[name] = new SchemaEvent(name, Text(entity, "arg-type")); break;
            case "builtin": _types[name] = new BuiltinSchema(Text(entity, "json-type")); break;
            case "enum": _types[name] = new EnumSchema([.. entity.GetProperty("values").EnumerateArray().Select(value => value.GetString()!)]); break;
            case "array": _types[name] = new ArraySchema(Text(entity, "element-type")); break;
            case "alternate": _types[name] = new AlternateSchema([.. entity.GetProperty("members").EnumerateArray().Select(member => Text(member, "type"))]); break;
            case "object": _types[name] = ReadObject(entity); break;
            default: break;                                 // a kind that a later schema has
        }
    }

    private static ObjectSchema ReadObject(JsonElement entity)
    {
        Dictionary<string, SchemaMember> members = new(StringComparer.Ordinal);
        foreach (JsonElement member in entity.GetProperty("members").EnumerateArray())
        {
            string name = Text(member, "name");
            members[name] = new SchemaMember(name, Text(member, "type"), member.TryGetProperty("default", out _));
        }

        Dictionary<string, string> variants = new(StringComparer.Ordinal);
        if (entity.TryGetProperty("variants", out JsonElement all))
        {
            foreach (JsonElement variant in all.EnumerateArray())
            {
                variants[Text(variant, "case")] = Text(variant, "type");
            }
        }

        return new ObjectSchema(members, entity.TryGetProperty("tag", out JsonElement tag) ? tag.GetString() : null, variants);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString() ?? throw new InvalidOperationException($"'{member}' is null");
}
