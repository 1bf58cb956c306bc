using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>The command qmp_capabilities: it ends capability negotiation, and is refused afterwards (QMP specification, 4).</summary>
internal static class NegotiationCommand
{
    private static readonly QmpError AlreadyComplete = QmpError.CommandNotFound("Capabilities negotiation is already complete, command ignored");

    /// <summary>The command, where these capabilities are offered and chosen from with that argument.</summary>
    public static CommandSpec Offering(IReadOnlyList<string> capabilities, string argument = "enable")
    {
        Parameter chosen = new(argument, ParameterType.ArrayOf(ParameterType.Enum([.. capabilities])), Optional: true);
        return new CommandSpec("qmp_capabilities", (call, _) => Run(call, chosen), chosen);
    }

    private static void Run(CommandCall call, Parameter chosen)
    {
        if (call.Negotiation.IsReady)
        {
            call.Fail(AlreadyComplete);
            return;
        }

        call.Negotiation.Complete(call.TryGet(chosen.Utf8Name, out JsonValue names) ? CapabilityNames.In(names) : Capability.None);
    }
}
