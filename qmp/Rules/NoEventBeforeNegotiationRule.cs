using QmpFuzz.Qmp.Rules.Pairing;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class NoEventBeforeNegotiationRule : ProtocolRule
{
    public override string Name => "no-event-before-negotiation";

    public override string Sentence =>
        "In Capabilities Negotiation mode asynchronous messages are not delivered.";

    public override string Section => "qmp-spec 4";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Negotiation != NegotiationKind.None || !dialect.SendsEvents;

    // The event may come between the negotiation and its response, which other threads of a server can cause.
    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation)
    {
        bool early = conversation.Replies.Negotiated == Certainty.No && !conversation.Replies.MayBeNegotiating;
        early |= !conversation.Dialect.SendsEvents;
        return message.Kind == ServerMessageKind.Event && early ? new Objection("event", "no event before negotiation", "an event") : null;
    }
}
