using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class AnsweredOnceRule : ProtocolRule
{
    public override string Name => "answered-once";

    public override string Sentence =>
        "There are two possible responses which the Server will issue as the result of a command execution: success or error.";

    public override string Section => "qmp-spec 2.4";

    private static readonly Objection Known = new("stale", "nothing", "an old reply", KnownDeviation.StaleReply);

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) => mismatch switch
    {
        Mismatch.Unasked => new Objection("unasked", "nothing, for all was answered", "one more reply"),
        Mismatch.Stale => Known,
        _ => null,
    };

    internal override Objection? OnDrained(Conversation conversation) => Missing(conversation, conversation.Replies.HadFault);

    internal override Objection? OnServerClosed(Conversation conversation) =>
        Missing(conversation, conversation.Machine.MayEnd || !conversation.IsHalfClosed);

    private static Objection? Missing(Conversation conversation, bool excused)
    {
        bool missing = conversation.OwesReplies && !excused && !conversation.Replies.IsSettled;
        return missing ? new Objection("missing", conversation.Replies.DescribeOwed(), "nothing") : null;
    }
}
