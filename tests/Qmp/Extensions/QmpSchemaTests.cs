using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Tests.Qmp.Extensions;

/// <summary>What is known of the built-in server's commands without asking it.</summary>
public sealed class QmpSchemaTests
{
    private readonly QmpSchema _schema = QmpSchema.OfAllDialects();

    [Fact]
    public void OfAllDialects_HasTheCommandsOfEach()
    {
        Assert.All(ProtocolDialect.All.SelectMany(dialect => dialect.Commands.Commands), command => Assert.Contains(command.Name, _schema.Commands.Keys));
        Assert.Superset(new HashSet<string>(["screendump", "qmp_switch_mode", "guest-sync-delimited", "blockdev-add"]), _schema.Commands.Keys.ToHashSet());
    }

    [Fact]
    public void OfAllDialects_KnowsTheArguments()
    {
        ObjectSchema screendump = Assert.IsType<ObjectSchema>(_schema.Find(_schema.Commands["screendump"].Arguments));
        SchemaMember member = Assert.Single(screendump.Members.Values);
        Assert.Equal(("filename", false), (member.Name, member.Optional));
        Assert.Equal("string", Assert.IsType<BuiltinSchema>(_schema.Find(member.Type)).JsonType);
    }
}
