using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>
/// QEMU's guest agent: QMP's messages without its session. No greeting, no negotiation, no events, no oob; lines end in LF; and
/// a client finds what the last one left unfinished, which is what guest-sync is for.
/// </summary>
internal static class DialectOfTheAgent
{
    public static ProtocolDialect Qga() => new("qga")
    {
        Greets = false,
        Negotiates = false,
        SendsEvents = false,
        KeepsUnfinishedInput = true,
        Replies = new ReplyStyle { InfinityIsWord = true, EndsInLf = true },
        OfMachine = AgentCommands.All,
    };
}
