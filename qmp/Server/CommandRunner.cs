using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>From a message to a command that has run, or the error why not: what is said and checked about one request, apart from the others.</summary>
internal sealed class CommandRunner(ProtocolDialect dialect, VirtualMachine machine)
{
    private static readonly QmpError LacksId = QmpError.BadInput("QMP input lacks member 'id'", "id");

    private readonly ArgumentChecker _arguments = new();

    /// <summary>The command that ran last, and what it left.</summary>
    public CommandCall Call { get; } = new();

    /// <summary>Checks a request in QEMU's order and runs its command; what the command returns is in <see cref="Call"/>.</summary>
    public QmpError? Run(QmpSession session, JsonValue value, out QmpRequest request)
    {
        bool ready = session.Negotiation.IsReady;
        if (!ready && dialect.Selection is { } selection)
        {
            return Select(session, selection, value, out request);
        }

        QmpError? error = MessageParser.Parse(value, session.OutOfBand, out request);
        if (error is null && session.Async && request.Id is null)
        {
            error = LacksId;
        }

        error ??= RunCommand(session, request);
        return error is { IsCommandNotFound: true } && !ready ? dialect.NegotiateFirst ?? error : error;
    }

    private QmpError? Select(QmpSession session, CapabilitySelection selection, JsonValue value, out QmpRequest request)
    {
        QmpError? error = selection.Read(value, _arguments, out Capability selected, out JsonValue? id);
        request = new QmpRequest { Id = id };
        Call.Clear();
        if (error is null)
        {
            session.Negotiation.Complete(selected);
        }

        return error;
    }

    private QmpError? RunCommand(QmpSession session, in QmpRequest request)
    {
        ReadOnlySpan<byte> name = request.Command!.Value.Utf8;
        CommandTable table = session.Negotiation.IsReady ? dialect.Commands : dialect.NegotiationCommands;
        if (!table.TryFind(name, out CommandSpec? command))
        {
            return QmpError.CommandNotFound(name);
        }

        if (command.IsDisabled)
        {
            return QmpError.CommandNotFound($"Command {command.Name} has been disabled");
        }

        if (request.IsOutOfBand && !command.AllowsOutOfBand)
        {
            return QmpError.Generic("The command "u8, name, " does not support OOB"u8);
        }

        if (_arguments.Check(request.Arguments, command.Parameters, command.Tag, command.Variants) is { } wrong)
        {
            return wrong;
        }

        Call.Begin(command, table, session.Negotiation, session.Descriptors, request.Arguments);
        command.Handler(Call, machine);
        return Call.Error;
    }
}
