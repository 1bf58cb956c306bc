namespace QmpFuzz.Qmp.Rules;

internal sealed class NothingAfterLeavingRule : ProtocolRule
{
    public override string Name => "nothing-after-leaving";

    public override string Sentence =>
        "All interactions are between the Server and a connected Client: nothing is sent before the connection or after it.";

    public override string Section => "qmp-spec 2.2, QEMU 7.2";

    internal override Objection? OnOutput(Conversation conversation) => conversation switch
    {
        { IsConnected: true } => null,
        { WasConnected: true } => new Objection("after", "silence after the connection ended", "output"),
        _ => new Objection("before", "silence before a client connects", "output"),
    };
}
