using QmpFuzz.Qmp.Commands;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>The command qmp_capabilities: it ends capability negotiation, and is refused afterwards (QMP specification, 4).</summary>
internal static class Negotiation
{
    private static readonly QmpError AlreadyComplete = QmpError.CommandNotFound("Capabilities negotiation is already complete, command ignored");

    public static CommandSpec Command(ProtocolDialect dialect, IReadOnlyList<QmpSession> sessions) => new(
        "qmp_capabilities",
        call => Run(call, sessions[call.Monitor]),
        new Parameter("enable", ParameterType.ArrayOf(ParameterType.Enum([.. dialect.Capabilities])), Optional: true));

    private static void Run(CommandCall call, QmpSession session)
    {
        if (session.IsNegotiated)
        {
            call.Fail(AlreadyComplete);
            return;
        }

        session.Negotiate(outOfBand: call.TryGet("enable"u8, out JsonValue enable) && Lists(enable, "oob"u8));
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
