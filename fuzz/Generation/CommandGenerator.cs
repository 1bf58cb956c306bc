using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Generation;

/// <summary>How far from the schema a generated command is.</summary>
internal enum Obedience
{
    /// <summary>As the schema says.</summary>
    Valid,

    /// <summary>Something in it is wrong on purpose: a type, a name, a member too many or too few, null, a number at a limit.</summary>
    Deviating,
}

/// <summary>Makes commands from an introspected schema. Everything it decides comes from the random source that is handed in.</summary>
internal sealed class CommandGenerator
{
    private readonly QmpSchema _schema;
    private readonly SchemaCommand[] _commands;
    private readonly byte[][] _names;

    /// <summary>A generator for the commands that may be sent.</summary>
    public CommandGenerator(QmpSchema schema, Func<string, bool> maySend, MentionedValues mentioned)
    {
        _schema = schema;
        _commands = [.. schema.Commands.Values.Where(command => maySend(command.Name))];
        _names = [.. _commands.Select(command => Encoding.UTF8.GetBytes(command.Name))];
        Mentioned = mentioned;
    }

    /// <summary>What the server has spoken of.</summary>
    public MentionedValues Mentioned { get; }

    /// <summary>How many commands there are to make.</summary>
    public int Count => _commands.Length;

    /// <summary>Writes a command of any name.</summary>
    public void Write(IBufferWriter<byte> output, DeterministicRandom random, Obedience obedience) =>
        Write(output, random, obedience, random.Below(Count));

    /// <summary>Writes the command with that index in the order of the names.</summary>
    public void Write(IBufferWriter<byte> output, DeterministicRandom random, Obedience obedience, int index)
    {
        output.Write("{\"execute\":\""u8);
        output.Write(_names[index]);
        output.Write("\",\"arguments\":"u8);
        new ValueWriter(_schema, Mentioned, random, obedience).Write(output, _commands[index].Arguments, 0);
        output.Write("}\n"u8);
    }
}
