namespace QmpFuzz.Qmp.Rules;

internal sealed class QueueLimitRule : ProtocolRule
{
    public override string Name => "queue-limit";

    public override string Sentence =>
        "The server limits how many commands of a client are in flight: it stops reading, and takes one after the other where nothing may overtake.";

    public override string Section => "qmp-spec 2.3.1";

    internal override Objection? OnRest(Conversation conversation)
    {
        int limit = conversation.Replies.Overtaking == Pairing.Certainty.No ? conversation.Dialect.InFlightLimit : conversation.Dialect.OvertakingInFlightLimit;
        return conversation.OwesReplies && conversation.Replies.InFlight > limit ? new Objection("beyond", $"at most {limit} messages taken and not answered", $"{conversation.Replies.InFlight}") : null;
    }
}
