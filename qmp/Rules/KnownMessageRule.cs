using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class KnownMessageRule : ProtocolRule
{
    public override string Name => "known-message";

    public override string Sentence =>
        "The Server sends its greeting, one success or error response for each command, and events; nothing else.";

    public override string Section => "qmp-spec 2.2, 2.4, 2.5";

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation) => message.Kind switch
    {
        ServerMessageKind.Unknown => new Objection("unknown", "a greeting, a response or an event", "another message"),
        ServerMessageKind.Greeting when conversation.Dialect.Negotiation == NegotiationKind.None => new Objection("greeting", "no greeting, for there is nothing to negotiate", "one"),
        _ => null,
    };
}
