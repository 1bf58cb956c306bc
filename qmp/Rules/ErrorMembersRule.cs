using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class ErrorMembersRule : ProtocolRule
{
    public override string Name => "error-members";

    public override string Sentence =>
        "The error response has the members class (error class name), desc (a human-readable error message) and data (error-specific information).";

    public override string Section => "QMP specification of February 2010, 2.4.2";

    internal override bool AppliesTo(DialectRules dialect) => dialect.ErrorsHaveData;

    internal override Objection? OnMessage(in ServerMessage message, Conversation conversation) =>
        message is { Kind: ServerMessageKind.Error, HasErrorData: false } ? new Objection("data", "an error with data", "one without") : null;
}
