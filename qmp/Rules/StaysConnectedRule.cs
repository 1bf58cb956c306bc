namespace QmpFuzz.Qmp.Rules;

internal sealed class StaysConnectedRule : ProtocolRule
{
    public override string Name => "stays-connected";

    public override string Sentence =>
        "The Server closes a connection only for quit, for yank and at the end of the Client's input.";

    public override string Section => "QEMU 7.2";

    internal override Objection? OnServerClosed(Conversation conversation)
    {
        bool asked = conversation.IsHalfClosed || !conversation.IsConnected || conversation.Machine.MayEnd || conversation.Machine.HasEnded;
        return asked ? null : new Objection("closed", "the connection to stay", "the server closed it");
    }

    internal override Objection? OnDrained(Conversation conversation)
    {
        bool isOver = conversation.IsHalfClosed || conversation.Machine.HasShutDown;
        return isOver && conversation.Dialect.ActsAsQemu ? new Objection("open", "the end of the connection, which the server was asked for", "nothing") : null;
    }
}
