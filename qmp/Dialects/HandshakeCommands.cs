using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>The commands of the two-mode proposal of early 2010: a monitor is in handshake mode or in operational mode, and capabilities change at the switch.</summary>
internal static class HandshakeCommands
{
    private static readonly QmpError InvalidMode = QmpError.UnexpectedParameter("mode"u8);
    private static readonly QmpError InvalidName = QmpError.UnexpectedParameter("name"u8);

    /// <summary>There are in both modes.</summary>
    public static IEnumerable<CommandSpec> Always { get; } =
    [
        new("query-qmp-mode", static (call, _) => call.Return(call.Negotiation.IsReady ? "{\"mode\": \"operational\"}"u8 : "{\"mode\": \"handshake\"}"u8)),
        new("qmp_switch_mode", static (call, _) => Switch(call), new Parameter("mode", ParameterType.String)),
    ];

    /// <summary>There are in handshake mode only; the names are the capabilities that are offered.</summary>
    public static IEnumerable<CommandSpec> Staging(IReadOnlyList<string> capabilities)
    {
        byte[][] offered = [.. capabilities.Select(System.Text.Encoding.UTF8.GetBytes)];
        Parameter name = new("name", ParameterType.String);
        return
        [
            new CommandSpec("qmp_capability_enable", (call, _) => Stage(call, offered, enabled: true), name),
            new CommandSpec("qmp_capability_disable", (call, _) => Stage(call, offered, enabled: false), name),
        ];
    }

    private static void Switch(CommandCall call)
    {
        ReadOnlySpan<byte> mode = call.Text("mode"u8);
        if (mode.SequenceEqual("operational"u8))
        {
            call.Negotiation.BecomeReady();
        }
        else if (mode.SequenceEqual("handshake"u8))
        {
            call.Negotiation.Reopen();
        }
        else
        {
            call.Fail(InvalidMode);
        }
    }

    private static void Stage(CommandCall call, byte[][] offered, bool enabled)
    {
        ReadOnlySpan<byte> name = call.Text("name"u8);
        foreach (byte[] capability in offered)
        {
            if (name.SequenceEqual(capability))
            {
                call.Negotiation.Stage(CapabilityNames.Named(name), enabled);
                return;
            }
        }

        call.Fail(InvalidName);
    }
}
