using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class MalformedRefusedRule : ProtocolRule
{
    public override string Name => "malformed-refused";

    public override string Sentence =>
        "The format for command execution is: { \"execute\": json-string, \"arguments\": json-object, \"id\": json-value }.";

    public override string Section => "qmp-spec 2.3";

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.AcceptedMalformed ? new Objection("success", "an error, for the message is no command", "success") : null;
}
