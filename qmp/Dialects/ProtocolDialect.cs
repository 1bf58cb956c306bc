using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>What differs between the QMP of the years, as data. One value a dialect; nothing else asks which year it is.</summary>
public sealed class ProtocolDialect
{
    private readonly Lazy<CommandTable> _negotiationCommands;
    private Lazy<CommandTable> _commands;
    private readonly Lazy<CapabilitySelection?> _selection;

    internal ProtocolDialect(string name, params IReadOnlyList<string> capabilities)
    {
        Name = name;
        Capabilities = capabilities;
        _negotiationCommands = new(() => new CommandTable([.. WhileNegotiating, .. WhileBoth]));
        _commands = new(() => new CommandTable([.. WhileBoth, .. OnceReady, .. OfMachine]));
        _selection = new(() => IsSelected ? new CapabilitySelection(capabilities) : null);
    }

    /// <summary>QEMU 2.12 to today, byte-exact to 7.2.</summary>
    public static ProtocolDialect Qemu { get; } = DialectsOfToday.Qemu();

    /// <summary>The specification of 4 February 2010.</summary>
    public static ProtocolDialect Negotiation2010 { get; } = DialectsOf2010.Negotiation();

    /// <summary>The two-mode proposal of early 2010.</summary>
    public static ProtocolDialect Handshake2010 { get; } = DialectsOf2010.Handshake();

    /// <summary>The offer-and-select answer to it.</summary>
    public static ProtocolDialect OfferSelect2010 { get; } = DialectsOf2010.OfferSelect();

    /// <summary>The asynchronous commands of late 2017.</summary>
    public static ProtocolDialect Async2017 { get; } = DialectOf2017.Async();

    /// <summary>QEMU's with the JSON of RFC 8259.</summary>
    public static ProtocolDialect Strict { get; } = DialectsOfToday.Strict();

    /// <summary>QEMU's guest agent.</summary>
    public static ProtocolDialect Qga { get; } = DialectOfTheAgent.Qga();

    /// <summary>Every dialect that the server speaks, in the order in which help lists them. A testcase names one by its place: new ones go to the end.</summary>
    public static IReadOnlyList<ProtocolDialect> All { get; } = [Qemu, Negotiation2010, Handshake2010, OfferSelect2010, Async2017, Strict, Qga];

    /// <summary>What <c>--dialect</c> and the header of a session call it.</summary>
    public string Name { get; }

    /// <summary>Capabilities that the greeting offers.</summary>
    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>The server speaks first; else it says nothing until it is asked.</summary>
    public bool Greets { get; internal init; } = true;

    /// <summary>There is something to negotiate before commands may run.</summary>
    public bool Negotiates { get; internal init; } = true;

    /// <summary>What a client left unfinished is still there for the next one of that monitor.</summary>
    public bool KeepsUnfinishedInput { get; internal init; }

    /// <summary>The greeting tells the version of the server.</summary>
    public bool GreetsWithVersion { get; internal init; } = true;

    /// <summary>Clients in command mode get events.</summary>
    public bool SendsEvents { get; internal init; } = true;

    /// <summary>A command that outlives its client is answered to the next one of that monitor: what QEMU does, against the rules.</summary>
    public bool RepliesToNextClient { get; internal init; }

    /// <summary>A yank of the connection that it came from cuts off its own reply: QEMU again.</summary>
    public bool YankCutsItsReply { get; internal init; }

    /// <summary>Unless something suspends reading, the end of the input closes the connection with whatever was not answered yet: QEMU again.</summary>
    public bool EndOfInputDropsReplies { get; internal init; }

    /// <summary>Unless oob is enabled, a message is read only when the one before it is answered.</summary>
    public bool ReadsOneByOne { get; internal init; } = true;

    /// <summary>Requests that may wait for the dispatcher; with the last of them the monitor reads no more until one is taken (QEMU's QMP_REQ_QUEUE_LEN_MAX).</summary>
    public int QueueLimit { get; internal init; } = 8;

    /// <summary>Commands of one monitor that may go on at the same time; one more is refused.</summary>
    public int PendingLimit { get; internal init; } = 8;

    /// <summary>The JSON that clients may send.</summary>
    internal JsonSyntax Json { get; init; } = JsonSyntax.Qemu;

    internal ReplyStyle Replies { get; init; } = new();

    /// <summary>What the client is told instead when a command is not found before negotiation is complete; null: just that.</summary>
    internal QmpError? NegotiateFirst { get; init; }

    /// <summary>Capabilities are selected by a bare message, not by a command.</summary>
    internal bool IsSelected { get; init; }

    internal IEnumerable<CommandSpec> WhileNegotiating { get; init; } = [];

    internal IEnumerable<CommandSpec> WhileBoth { get; init; } = [];

    /// <summary>Commands that the machine has in this dialect only.</summary>
    internal IEnumerable<CommandSpec> OnceReady { get; init; } = [];

    /// <summary>The commands of what the server stands before, most of them the same in every year.</summary>
    internal IEnumerable<CommandSpec> OfMachine { get; init; } = MachineCommands.All;

    /// <summary>The commands there are before negotiation is complete.</summary>
    internal CommandTable NegotiationCommands => _negotiationCommands.Value;

    /// <summary>The commands there are afterwards.</summary>
    internal CommandTable Commands => _commands.Value;

    /// <summary>Reads the bare message with which capabilities are selected; null where a command does that.</summary>
    internal CapabilitySelection? Selection => _selection.Value;

    /// <summary>The dialect of that name, or null.</summary>
    public static ProtocolDialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);

    /// <summary>Makes now what else is made when it is first asked for: what a run costs must not depend on the runs before it.</summary>
    public void Prepare()
    {
        _ = Selection;
        NegotiationCommands.Prepare();
        Commands.Prepare();
    }

    /// <summary>The same dialect with more commands once negotiation is complete.</summary>
    internal ProtocolDialect With(IReadOnlyList<CommandSpec> commands)
    {
        ProtocolDialect extended = (ProtocolDialect)MemberwiseClone();
        extended._commands = new(() => new CommandTable([.. Commands.Commands, .. commands]));
        return extended;
    }

    /// <summary>Whether there is a command of that name, now or later.</summary>
    internal bool Knows(string command)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(command);
        return NegotiationCommands.TryFind(name, out _) || Commands.TryFind(name, out _);
    }

    /// <summary>Whether clients can ask for that capability.</summary>
    internal bool Offers(string capability) => Capabilities.Contains(capability);
}
