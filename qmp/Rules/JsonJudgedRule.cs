using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules;

/// <summary>Which texts are JSON is said by the framework's reader, and by a grammar of our own where it would have to throw.</summary>
internal sealed class JsonJudgedRule : ProtocolRule
{
    public override string Name => "json-judged";

    public override string Sentence =>
        "All data is exchanged as JSON text (RFC 8259): what is none is a syntax error, and what is one is not.";

    public override string Section => "qmp-spec 2";

    internal override Objection? OnMismatch(Mismatch mismatch, Conversation conversation) => mismatch switch
    {
        Mismatch.RefusedJson => new Objection("refused", "no syntax error, for the message is JSON", "one"),
        Mismatch.AcceptedNoJson => new Objection("accepted", "a syntax error, for the message is no JSON", "another error"),
        _ => null,
    };
}
