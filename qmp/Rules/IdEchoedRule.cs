using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class IdEchoedRule : ProtocolRule
{
    public override string Name => "id-echoed";

    public override string Sentence =>
        "As long as the commands were issued with a proper \"id\" field, then the same \"id\" field will be attached in the corresponding response message.";

    public override string Section => "qmp-spec 2.4";

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.WrongId ? new Objection("id", conversation.Replies.DescribeOwed(), "a reply with another id") : null;
}
