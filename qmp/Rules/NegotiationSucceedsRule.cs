using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class NegotiationSucceedsRule : ProtocolRule
{
    public override string Name => "negotiation-succeeds";

    public override string Sentence =>
        "When the client sends qmp_capabilities the Server enters Command mode; enabling no capability asks for nothing that it could refuse.";

    public override string Section => "qmp-spec 4";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Negotiation == NegotiationKind.Command;

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.NegotiationRefused ? new Objection("refused", "success, for nothing was asked but command mode", "an error") : null;
}
