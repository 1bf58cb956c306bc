using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>
/// The three protocols of early 2010: what was specified, what was proposed, and what was answered. Errors have a class, a text
/// and data. There was nothing to offer then; what is offered is data.
/// </summary>
internal static class DialectsOf2010
{
    private static readonly ReplyStyle Replies = new() { ErrorsOf2010 = true };

    /// <summary>The specification of 4 February: qmp_capabilities is all there is at first, and is gone afterwards.</summary>
    public static ProtocolDialect Negotiation(params string[] capabilities) => new("negotiation-2010", capabilities)
    {
        Replies = Replies,
        WhileNegotiating = [NegotiationCommand.Offering(capabilities)],
    };

    /// <summary>The proposal of two modes.</summary>
    public static ProtocolDialect Handshake(params string[] capabilities) => new("handshake-2010", capabilities)
    {
        Replies = Replies,
        GreetsWithVersion = false,
        SendsEvents = false,                                // the proposal's own session stops the machine, and no STOP comes
        WhileNegotiating = [.. HandshakeCommands.Staging(capabilities), QueryCommands.OfVersion, QueryCommands.OfCommands],
        WhileBoth = HandshakeCommands.Always,
    };

    /// <summary>The answer to it: the server offers, the client selects.</summary>
    public static ProtocolDialect OfferSelect(params string[] capabilities) => new("offer-select-2010", capabilities)
    {
        Replies = Replies,
        IsSelected = true,
    };
}
