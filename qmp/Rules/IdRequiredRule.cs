using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class IdRequiredRule : ProtocolRule
{
    public override string Name => "id-required";

    public override string Sentence =>
        "With the async capability the id is mandatory for every command.";

    public override string Section => "asynchronous commands, 2017";

    internal override bool AppliesTo(DialectRules dialect) => dialect.Overtaking == OvertakingKind.Async;

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) =>
        mismatch == Mismatch.AcceptedWithoutId ? new Objection("success", "an error, for the command has no id", "success") : null;
}
