using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Machine.Schema;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Machine.Schema;

/// <summary>What query-qmp-schema returns holds together, and says what the server does.</summary>
public sealed class SchemaWriterTests
{
    private readonly Dictionary<string, JsonElement> _entities = Entities();

    [Fact]
    public void Schema_NamesEachEntityOnce_AndEachTypeThatItUses()
    {
        string[] used = [.. _entities.Values.SelectMany(TypesOf)];

        Assert.All(used, name => Assert.True(_entities.ContainsKey(name), $"type {name} is not there"));
        Assert.All(_entities.Values.Where(entity => !IsMeta(entity, "command") && !IsMeta(entity, "event") && entity.GetProperty("name").GetString() != "0"), entity =>
            Assert.Contains(entity.GetProperty("name").GetString(), used));
    }

    [Fact]
    public void Schema_HasTheCommandsOfQueryCommands_AndTheEventsOfTheGuest()
    {
        Assert.Equal(
            ProtocolDialect.Qemu.Commands.Commands.Select(command => command.Name).Order(StringComparer.Ordinal),
            NamesOf("command").Order(StringComparer.Ordinal));
        Assert.Subset(NamesOf("event").ToHashSet(), MachineEvent.OfGuest.Select(raised => Encoding.ASCII.GetString(raised.Name)).ToHashSet());
    }

    [Fact]
    public void Command_IsDescribedAsInQemusSchema()
    {
        JsonElement yank = _entities["yank"];
        JsonElement instances = Assert.Single(_entities[yank.GetProperty("arg-type").GetString()!].GetProperty("members").EnumerateArray());
        JsonElement element = _entities[_entities[instances.GetProperty("type").GetString()!].GetProperty("element-type").GetString()!];

        Assert.True(yank.GetProperty("allow-oob").GetBoolean());
        Assert.Equal("0", yank.GetProperty("ret-type").GetString());
        Assert.Equal("type", element.GetProperty("tag").GetString());
        Assert.Equal(["block-node", "chardev", "migration"], element.GetProperty("variants").EnumerateArray().Select(variant => variant.GetProperty("case").GetString()));
        Assert.False(_entities["stop"].TryGetProperty("allow-oob", out _));
        JsonElement enable = Assert.Single(_entities[_entities["qmp_capabilities"].GetProperty("arg-type").GetString()!].GetProperty("members").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, enable.GetProperty("default").ValueKind);
    }

    [Fact]
    public void Client_ThatAsks_GetsIt()
    {
        Conversation conversation = Conversation.Negotiated().Client("""{"execute":"query-qmp-schema","id":1}""");

        string reply = Assert.Single(conversation.SaidSoFar());
        Assert.Equal(_entities.Count, JsonElement.Parse(reply).GetProperty("return").GetArrayLength());
    }

    private static Dictionary<string, JsonElement> Entities() => JsonElement
        .Parse(SchemaWriter.Of(ProtocolDialect.Qemu.Commands.Commands))
        .EnumerateArray()
        .ToDictionary(entity => entity.GetProperty("name").GetString()!);

    private static bool IsMeta(JsonElement entity, string meta) => entity.GetProperty("meta-type").GetString() == meta;

    private static IEnumerable<string> TypesOf(JsonElement entity)
    {
        string[] members = ["arg-type", "ret-type", "element-type", "type"];
        return entity.EnumerateObject().SelectMany(member => member.Value.ValueKind switch
        {
            JsonValueKind.String when members.Contains(member.Name) => [member.Value.GetString()!],
            JsonValueKind.Array when member.Name is "members" or "variants" => member.Value.EnumerateArray().SelectMany(TypesOf),
            _ => [],
        });
    }

    private IEnumerable<string> NamesOf(string meta) => _entities.Values.Where(entity => IsMeta(entity, meta)).Select(entity => entity.GetProperty("name").GetString()!);
}
