using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class GreetingFirstRule : ProtocolRule
{
    public override string Name => "greeting-first";

    public override string Sentence =>
        "Right when connected the Server will issue a greeting message.";

    public override string Section => "qmp-spec 2.2";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Negotiation != NegotiationKind.None;

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation)
    {
        bool greets = message.Kind == ServerMessageKind.Greeting;
        return greets == (conversation.Greetings == 0) ? null
            : greets ? new Objection("repeated", "one greeting a connection", "another one")
            : message.IsReply && conversation.Replies.MayBeStale(message) ? null       // for answered-once to judge
            : new Objection("late", "the greeting first", "another message");
    }

    internal override Objection? OnDrained(Conversation conversation) =>
        conversation.Greetings == 0 && !conversation.Machine.HasEnded ? new Objection("missing", "a greeting", "nothing") : null;
}
