using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>The command qmp_capabilities: it ends capability negotiation, and is refused afterwards (QMP specification, 4).</summary>
internal static class NegotiationCommand
{
    private static readonly QmpError AlreadyComplete = QmpError.CommandNotFound("Capabilities negotiation is already complete, command ignored");

    /// <summary>The command, where these capabilities are offered.</summary>
    public static CommandSpec Offering(IReadOnlyList<string> capabilities) => new(
        "qmp_capabilities",
        static (call, _) => Run(call),
        new Parameter("enable", ParameterType.ArrayOf(ParameterType.Enum([.. capabilities])), Optional: true));

    private static void Run(CommandCall call)
    {
        if (call.IsNegotiated)
        {
            call.Fail(AlreadyComplete);
            return;
        }

        call.Negotiate(outOfBand: call.TryGet("enable"u8, out JsonValue enable) && Lists(enable, "oob"u8));
    }

    private static bool Lists(JsonValue list, ReadOnlySpan<byte> capability)
    {
        foreach (JsonMember element in list)
        {
            if (element.Value.Utf8.SequenceEqual(capability))
            {
                return true;
            }
        }

        return false;
    }
}
