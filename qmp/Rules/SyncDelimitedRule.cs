using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

internal sealed class SyncDelimitedRule : ProtocolRule
{
    public override string Name => "sync-delimited";

    public override string Sentence =>
        "guest-sync-delimited will also prepend 0xFF to the response, which makes it unambiguous where it begins; nothing else does.";

    public override string Section => "qga/qapi-schema.json, guest-sync-delimited";

    internal override bool AppliesTo(DialectRules dialect) => dialect.DelimitedCommand.Length > 0;

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) => mismatch == Mismatch.Delimiter
        ? new Objection("delimiter", "0xFF before the success of guest-sync-delimited and nowhere else", "the reverse")
        : null;
}
