using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class RecoversRule : ProtocolRule
{
    public override string Name => "recovers";

    public override string Sentence =>
        "Incomplete or invalid input can leave the server's JSON parser in a state where it can't parse additional commands; an ASCII control character gets it back into known-good state.";

    public override string Section => "qmp-spec 2.6";

    internal override Objection? OnDrained(Conversation conversation)
    {
        ReplyMatcher replies = conversation.Replies;
        bool missing = conversation is { OwesReplies: true, MayDropReplies: false } && replies.HadFault && !replies.IsSettled;
        return missing ? new Objection("missing", $"{replies.DescribeOwed()}, after a fault", "nothing") : null;
    }
}
