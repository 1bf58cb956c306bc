using System.Diagnostics.CodeAnalysis;
using System.Text;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine.Schema;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Commands by name, found without making a string of it.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<byte[], CommandSpec> _commands = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], CommandSpec>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Lazy<byte[]> _listing;
    private readonly Lazy<byte[]> _schema;
    private readonly Lazy<byte[]> _agentInfo;

    public CommandTable(IEnumerable<CommandSpec> commands)
    {
        foreach (CommandSpec command in commands)
        {
            _commands.Add(Encoding.UTF8.GetBytes(command.Name), command);
        }

        _bySpan = _commands.GetAlternateLookup<ReadOnlySpan<byte>>();
        _listing = new(() => CanonicalJson.Of($"[{string.Join(", ", _commands.Values.Select(command => $$"""{"name": "{{command.Name}}"}"""))}]"));
        _schema = new(() => SchemaWriter.Of(_commands.Values));
        _agentInfo = new(() => AgentCommands.Describe(_commands.Values));
    }

    public IEnumerable<CommandSpec> Commands => _commands.Values;

    /// <summary>What query-commands returns.</summary>
    public ReadOnlySpan<byte> Listing => _listing.Value;

    /// <summary>What query-qmp-schema returns.</summary>
    public ReadOnlySpan<byte> Schema => _schema.Value;

    /// <summary>What guest-info returns.</summary>
    public ReadOnlySpan<byte> AgentInfo => _agentInfo.Value;

    /// <summary>Makes now what else is made when it is first asked for.</summary>
    public void Prepare() => _ = (_listing.Value, _schema.Value, _agentInfo.Value);

    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out CommandSpec? command) => _bySpan.TryGetValue(name, out command);
}
