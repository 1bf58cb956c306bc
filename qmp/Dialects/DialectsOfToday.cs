using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>QEMU's protocol since 2.12: capability negotiation, and out-of-band execution where the client asked for it.</summary>
internal static class DialectsOfToday
{
    private const string OutOfBand = "oob";

    private static readonly QmpError NegotiateFirst = QmpError.CommandNotFound("Expecting capabilities negotiation with 'qmp_capabilities'");

    public static ProtocolDialect Qemu() => new("qemu", OutOfBand)
    {
        RepliesToNextClient = true,
        YankCutsItsReply = true,
        EndOfInputDropsReplies = true,
        Replies = ReplyStyle.Qemu,
        NegotiateFirst = NegotiateFirst,
        WhileBoth = [NegotiationCommand.Offering([OutOfBand])],
    };

    /// <summary>Without what QEMU does against the rules.</summary>
    public static ProtocolDialect Strict() => new("strict", OutOfBand)
    {
        Json = JsonSyntax.Rfc8259,
        NegotiateFirst = NegotiateFirst,
        WhileBoth = [NegotiationCommand.Offering([OutOfBand])],
    };
}
