using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>What differs between the QMP of the years, as data. One value a dialect; nothing else asks which year it is.</summary>
public sealed class ProtocolDialect
{
    private readonly Lazy<CommandTable> _negotiationCommands;
    private readonly Lazy<CommandTable> _commands;

    private ProtocolDialect(string name, params IReadOnlyList<string> capabilities)
    {
        Name = name;
        Capabilities = capabilities;
        CommandSpec negotiation = NegotiationCommand.Offering(capabilities);
        _negotiationCommands = new(() => new CommandTable([negotiation]));
        _commands = new(() => new CommandTable([
            negotiation, .. QueryCommands.All, .. RunStateCommands.All, .. DeviceCommands.All, .. DescriptorCommands.All, .. YankCommands.All, HumanMonitor.Command]));
    }

    /// <summary>QEMU 2.12 to today, byte-exact to 7.2.</summary>
    public static ProtocolDialect Qemu { get; } = new("qemu", "oob") { RepliesToNextClient = true };

    /// <summary>Every dialect that the server speaks, in the order in which help lists them.</summary>
    public static IReadOnlyList<ProtocolDialect> All { get; } = [Qemu];

    /// <summary>What <c>--dialect</c> and the header of a session call it.</summary>
    public string Name { get; }

    /// <summary>Capabilities that the greeting offers.</summary>
    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>A command that outlives its client is answered to the next one of that monitor: what QEMU does, against the rules.</summary>
    public bool RepliesToNextClient { get; private init; }

    /// <summary>The commands there are before negotiation is complete.</summary>
    internal CommandTable NegotiationCommands => _negotiationCommands.Value;

    /// <summary>The commands there are afterwards.</summary>
    internal CommandTable Commands => _commands.Value;

    /// <summary>The dialect of that name, or null.</summary>
    public static ProtocolDialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);
}
