using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Commands of the guest agent that end in silence: a guest that goes down cannot answer.</summary>
internal static class AgentPower
{
    private static readonly QmpError InvalidMode = QmpError.Generic("mode is invalid (valid values are: halt|powerdown|reboot");

    /// <summary>Asks the guest to go down; this one is told, and stays.</summary>
    public static CommandSpec ShutDown { get; } =
        new("guest-shutdown", Run, new Parameter("mode", ParameterType.String, Optional: true)) { IsSilent = true };

    public static IEnumerable<CommandSpec> Suspending { get; } =
        new[] { "guest-suspend-disk", "guest-suspend-ram", "guest-suspend-hybrid" }.Select(name => AgentCommands.Disabled(name) with { IsSilent = true });

    private static void Run(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> mode = call.Has("mode"u8) ? call.Text("mode"u8) : "powerdown"u8;
        if (mode.SequenceEqual("reboot"u8))
        {
            machine.Reset();
        }
        else if (mode.SequenceEqual("powerdown"u8) || mode.SequenceEqual("halt"u8))
        {
            machine.PowerDown();
        }
        else
        {
            call.Fail(InvalidMode);
        }
    }
}
