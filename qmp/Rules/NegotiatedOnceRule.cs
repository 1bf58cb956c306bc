using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class NegotiatedOnceRule : ProtocolRule
{
    public override string Name => "negotiated-once";

    public override string Sentence =>
        "In Command mode all commands (except qmp_capabilities) are allowed.";

    public override string Section => "qmp-spec 4";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Negotiation != NegotiationKind.None;

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.NegotiatedTwice ? new Objection("success", "an error, for capabilities are negotiated", "success") : null;
}
