using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

internal sealed class OneJsonLineRule : ProtocolRule
{
    public override string Name => "one-json-line";

    public override string Sentence =>
        "All interactions transmitted by the Server are json-objects, always terminating with CRLF.";

    public override string Section => "qmp-spec 2.1.1";

    private static readonly Objection Known = new("infinity", "JSON", "inf", KnownDeviation.Infinity);

    internal override Objection? OnLine(in ServerLine line)
    {
        if (line.EndsWrong)
        {
            return line.EndsInCrLf
                ? new Objection("line-end", "a line that ends in LF alone", "CR LF")
                : new Objection("line-end", "a line that ends in CR LF", "LF alone");
        }

        if (line.Text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
        {
            return new Objection("ascii", "printable ASCII", "another byte");
        }

        return line.Fault is { } fault ? new Objection("json", "one JSON value", fault) : line.HadInfinity ? Known : null;
    }

    internal override Objection? OnDrained(Conversation conversation) =>
        conversation.Output.IsUnfinished ? new Objection("line-end", "a line with its end", "part of a line") : null;
}
