using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Server;

/// <summary>What a command did to the machine, as far as connections are concerned: events to send, connections to cut or close.</summary>
internal sealed class MachineEffects(VirtualMachine machine, EventBroadcast events, IReadOnlyList<QmpSession> sessions, ChangeList changes)
{
    public bool HasQuit => machine.HasQuit;

    /// <summary>Events precede the reply of the command that caused them; a connection that was yanked gets none.</summary>
    public void TakeBeforeReply()
    {
        events.SendRaised();
        foreach (int monitor in machine.Yanked)
        {
            sessions[monitor].Cut();
            changes.Note(sessions[monitor]);
        }

        machine.Yanked.Clear();
    }

    /// <summary>quit is answered before everything closes.</summary>
    public void TakeAfterReply()
    {
        if (!machine.HasQuit)
        {
            return;
        }

        foreach (QmpSession session in sessions)
        {
            session.Close();
            changes.Note(session);
        }
    }
}
