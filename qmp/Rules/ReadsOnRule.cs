namespace QmpFuzz.Qmp.Rules;

internal sealed class ReadsOnRule : ProtocolRule
{
    public override string Name => "reads-on";

    public override string Sentence =>
        "Once the request queue has room again the server resumes reading: what a client sent is read in the end.";

    public override string Section => "QEMU 7.2, monitor_qmp_dispatcher_co";

    internal override Objection? OnUnread(Conversation conversation) =>
        conversation.OwesReplies ? new Objection("stuck", "all input taken once nothing is running", "the monitor takes no input") : null;
}
