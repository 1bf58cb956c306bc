using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class InOrderRule : ProtocolRule
{
    public override string Name => "in-order";

    public override string Sentence =>
        "The server normally reads, executes and responds to one command after the other; commands executed out-of-band jump the queue.";

    public override string Section => "qmp-spec 2.3.1";

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.OutOfOrder ? new Objection("overtaken", conversation.Replies.DescribeOwed(), "the reply of a later message") : null;
}
