using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Server;

/// <summary>What a command did to the machine, as far as connections are concerned: events to send, connections to cut or close.</summary>
internal sealed class MachineEffects(ProtocolDialect dialect, VirtualMachine machine, EventBroadcast events, IReadOnlyList<QmpSession> sessions, ChangeList changes)
{
    public bool HasQuit => machine.HasQuit;

    /// <summary>Events precede the reply of the command that caused them; a connection that QEMU yanks gets no reply.</summary>
    public void TakeBeforeReply()
    {
        events.SendRaised();
        if (dialect.YankCutsItsReply)
        {
            End(machine.Yanked, static session => session.Cut());
        }
    }

    /// <summary>quit is answered before everything closes, and where the rules are kept, so is yank.</summary>
    public void TakeAfterReply()
    {
        End(machine.Yanked, static session => session.Close());
        if (machine.HasQuit)
        {
            foreach (QmpSession session in sessions)
            {
                session.Close();
                changes.Note(session);
            }
        }
    }

    private void End(List<int> monitors, Action<QmpSession> end)
    {
        foreach (int monitor in monitors)
        {
            end(sessions[monitor]);
            changes.Note(sessions[monitor]);
        }

        monitors.Clear();
    }
}
