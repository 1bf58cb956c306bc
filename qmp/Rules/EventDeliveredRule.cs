using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class EventDeliveredRule : ProtocolRule
{
    public override string Name => "event-delivered";

    public override string Sentence =>
        "As a result of state changes, the Server will send messages unilaterally to the Client at any time; of rate-limited ones the last is not lost.";

    public override string Section => "qmp-spec 2.5";

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation)
    {
        if (message.Kind == ServerMessageKind.Event && conversation.Events.IsAnyOwed)
        {
            conversation.Events.Arrived(message.Source);
        }

        return null;
    }

    internal override Objection? OnDrained(Conversation conversation) =>
        conversation is { OwesReplies: true, Events.IsAnyOwed: true } ? new Objection("missing", "the event that the machine raised", "nothing") : null;
}
