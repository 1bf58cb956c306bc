using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>From a message to a command that has run, or the error why not: what is said and checked about one request, apart from the others.</summary>
internal sealed class CommandRunner(ProtocolDialect dialect, VirtualMachine machine)
{
    private static readonly QmpError NegotiateFirst = QmpError.CommandNotFound("Expecting capabilities negotiation with 'qmp_capabilities'");

    private readonly ArgumentChecker _arguments = new();

    /// <summary>The command that ran last, and what it left.</summary>
    public CommandCall Call { get; } = new();

    /// <summary>Checks a request in QEMU's order and runs its command; what the command returns is in <see cref="Call"/>.</summary>
    public QmpError? Run(QmpSession session, JsonValue value, out QmpRequest request)
    {
        QmpError? error = MessageParser.Parse(value, session.OutOfBand, out request);
        if (error is not null)
        {
            return error;
        }

        bool negotiated = session.IsNegotiated;
        error = RunCommand(session, request);
        return error is { IsCommandNotFound: true } && !negotiated ? NegotiateFirst : error;
    }

    private QmpError? RunCommand(QmpSession session, in QmpRequest request)
    {
        ReadOnlySpan<byte> name = request.Command!.Value.Utf8;
        CommandTable table = session.IsNegotiated ? dialect.Commands : dialect.NegotiationCommands;
        if (!table.TryFind(name, out CommandSpec? command))
        {
            return QmpError.CommandNotFound("The command "u8, name, " has not been found"u8);
        }

        if (request.IsOutOfBand && !command.AllowsOutOfBand)
        {
            return QmpError.Generic("The command "u8, name, " does not support OOB"u8);
        }

        if (_arguments.Check(request.Arguments, command.Parameters) is { } wrong)
        {
            return wrong;
        }

        Call.Begin(session.IsNegotiated, session.Descriptors, request.Arguments);
        command.Handler(Call, machine);
        if (Call.NegotiatesOutOfBand is { } outOfBand)
        {
            session.Negotiate(outOfBand);
        }

        return Call.Error;
    }
}
