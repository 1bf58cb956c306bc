namespace QmpFuzz.Qmp.Rules;

internal sealed class BaseLineRule : ProtocolRule
{
    public override string Name => "base-line";

    public override string Sentence =>
        "When a client is gone nothing is left of it: no input, no suspended monitor, no command, and each descriptor it sent is released once.";

    public override string Section => "QEMU 7.2, monitor_qmp_event";

    internal override Objection? OnLeftBehind(Remainder remainder) => new(remainder.ToString(), "nothing", remainder switch
    {
        Remainder.Input => "input of a client that has left is still held",
        Remainder.Suspension => "a monitor without a client is still suspended",
        Remainder.Command => "a command is still pending",
        Remainder.Descriptor => "a descriptor that a client sent was never released",
        _ => "a descriptor that a client sent was released twice",
    });
}
