using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class ErrorsBeforeNegotiationRule : ProtocolRule
{
    public override string Name => "errors-before-negotiation";

    public override string Sentence =>
        "In Capabilities Negotiation mode only the qmp_capabilities command is allowed to run, all other commands will return the CommandNotFound error.";

    public override string Section => "qmp-spec 4";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Negotiation != NegotiationKind.None;

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.SuccessBeforeNegotiation ? new Objection("success", "an error, for nothing was negotiated", "success") : null;
}
