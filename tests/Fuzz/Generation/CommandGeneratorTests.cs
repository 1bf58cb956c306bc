using System.Buffers;
using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Generation;

/// <summary>Commands made from the schema of QEMU 7.2.</summary>
public sealed class CommandGeneratorTests
{
    private readonly QmpSchema _schema = UpstreamSchema.Parse(File.ReadAllBytes(ShippedFiles.SchemaFile), out _)!.Schema;
    private readonly DeterministicRandom _random = new(1);

    [Fact]
    public void Write_EveryCommand_IsJsonWithItsNameAndWhatIsRequired()
    {
        CommandGenerator commands = new(_schema, _ => true, new MentionedValues());
        Assert.Equal(_schema.Commands.Count, commands.Count);
        int index = 0;
        foreach (SchemaCommand command in _schema.Commands.Values)
        {
            JsonElement made = Make(commands, Obedience.Valid, index++);
            Assert.Equal(command.Name, made.GetProperty("execute").GetString());
            ObjectSchema arguments = Assert.IsType<ObjectSchema>(_schema.Find(command.Arguments));
            Assert.All(arguments.Members.Values.Where(member => !member.Optional), member => Assert.True(made.GetProperty("arguments").TryGetProperty(member.Name, out _), $"{made}"));
        }
    }

    [Fact]
    public void Write_ValidCommandsOfTheBuiltInServer_AreAcceptedByIt()
    {
        CommandGenerator commands = new(QmpSchema.OfAllDialects(), ProtocolDialect.Qemu.Knows, new MentionedValues());
        for (int i = 0; i < commands.Count * 10; i++)
        {
            string command = Write(commands, Obedience.Valid, i % commands.Count);
            Assert.DoesNotMatch("Invalid parameter type|is missing|is unexpected", string.Concat(Conversation.Negotiated().Client(command).SaidSoFar()));
        }
    }

    [Fact]
    public void Write_CommandsThatMustNotBeSent_AreNotMade()
    {
        CommandGenerator commands = new(_schema, name => name == "stop", new MentionedValues());
        Assert.Equal(1, commands.Count);
        Assert.Equal("""{"execute":"stop","arguments":{}}""", $"{Make(commands, Obedience.Valid, 0)}");
    }

    [Fact]
    public void Write_Deviating_IsOftenWrong()
    {
        CommandGenerator commands = new(_schema, name => name == "set_link", new MentionedValues());
        string[] made = [.. Enumerable.Range(0, 200).Select(_ => Write(commands, Obedience.Deviating, 0))];
        Assert.Contains(made, text => text.Contains("x-more", StringComparison.Ordinal));
        Assert.Contains(made, text => !text.Contains("\"name\"", StringComparison.Ordinal));
        Assert.True(made.Distinct().Count() > 50);
    }

    [Fact]
    public void Write_SameSeed_IsTheSame()
    {
        CommandGenerator commands = new(_schema, _ => true, new MentionedValues());
        Assert.Equal(Text(new DeterministicRandom(7)), Text(new DeterministicRandom(7)));

        string Text(DeterministicRandom random)
        {
            ArrayBufferWriter<byte> output = new();
            commands.Write(output, random, Obedience.Deviating);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }

    [Fact]
    public void Learn_NamesOfAReply_AreUsed()
    {
        MentionedValues mentioned = new();
        mentioned.Learn("""{"return": [{"node-name": "drive7", "ro": false}], "id": "mine"}"""u8);
        mentioned.Learn("""{"return": [{"node-name": "drive7"}, {"qom-path": "/machine/x"}"""u8);
        mentioned.Learn("no JSON"u8);
        Assert.Equal(2, mentioned.Count);
        CommandGenerator commands = new(_schema, name => name == "eject", mentioned);
        string[] made = [.. Enumerable.Range(0, 100).Select(_ => $"{Make(commands, Obedience.Valid, 0)}")];
        Assert.Contains(made, text => text.Contains("drive7", StringComparison.Ordinal));
        Assert.Contains(made, text => text.Contains("/machine/x", StringComparison.Ordinal));
        Assert.DoesNotContain(made, text => text.Contains("mine", StringComparison.Ordinal));
    }

    private JsonElement Make(CommandGenerator commands, Obedience obedience, int index) => JsonElement.Parse(Write(commands, obedience, index));

    private string Write(CommandGenerator commands, Obedience obedience, int index)
    {
        ArrayBufferWriter<byte> output = new();
        commands.Write(output, _random, obedience, index);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
