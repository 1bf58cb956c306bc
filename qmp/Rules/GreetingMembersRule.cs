using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class GreetingMembersRule : ProtocolRule
{
    public override string Name => "greeting-members";

    public override string Sentence =>
        "The greeting message format is: { \"QMP\": { \"version\": json-object, \"capabilities\": json-array } }.";

    public override string Section => "qmp-spec 2.2";

    internal override bool AppliesTo(DialectRules dialect) => dialect is { Negotiation: not NegotiationKind.None, GreetsWithVersion: true };

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation) =>
        message is { Kind: ServerMessageKind.Greeting, HasVersion: false } ? new Objection("version", "a greeting with the version", "one without") : null;
}
