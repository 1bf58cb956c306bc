using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class AnsweredOnceRule : ProtocolRule
{
    public override string Name => "answered-once";

    public override string Sentence =>
        "There are two possible responses which the Server will issue as the result of a command execution: success or error.";

    public override string Section => "qmp-spec 2.4";

    private static readonly Objection Stale = new("stale", "nothing", "an old reply", KnownDeviation.StaleReply);
    private static readonly Objection Yanked = new("missing", "a reply to the yank", "nothing", KnownDeviation.OwnYank);
    private static readonly Objection Dropped = new("missing", "replies to what was sent", "nothing", KnownDeviation.EndOfInput);

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) => mismatch switch
    {
        Mismatch.Unasked => new Objection("unasked", "nothing, for all was answered", "one more reply"),
        Mismatch.Stale => Stale,
        _ => null,
    };

    internal override Objection? OnDrained(Conversation conversation) =>
        conversation.Replies.HadFault || conversation.MayDropReplies ? null : Missing(conversation);

    internal override Objection? OnServerClosed(Conversation conversation)
    {
        if (Missing(conversation) is not { } missing)
        {
            return null;
        }

        return conversation switch
        {
            { IsHalfClosed: false, Machine: { EndsSent: 1, IsUnclear: false }, Replies.OwesYank: true } =>
                conversation.Dialect.Knows(KnownDeviation.OwnYank) && conversation.Replies.YankIsInTurn ? Yanked : missing,
            { IsHalfClosed: false } or { Machine.MayEnd: true } => null,
            { MayDropReplies: true } => conversation.Replies.Overtaking == Certainty.Yes ? Dropped : null,
            _ => missing,
        };
    }

    private static Objection? Missing(Conversation conversation) => conversation.OwesReplies && !conversation.Replies.IsSettled
        ? new Objection("missing", conversation.Replies.DescribeOwed(), "nothing")
        : null;
}
