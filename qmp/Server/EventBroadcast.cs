using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Server;

/// <summary>Sends what the machine has to say to every client in command mode; to others nothing, now or later.</summary>
internal sealed class EventBroadcast(ProtocolDialect dialect, VirtualMachine machine, List<QmpSession> sessions, ChangeList changes, VirtualClock clock)
{
    private readonly EventThrottle _throttle = new();

    public long? NextWakeUp => _throttle.NextWakeUp;

    /// <summary>Sends the events that the machine has raised, or keeps them back for their rate limit.</summary>
    public void SendRaised()
    {
        foreach (MachineEvent raised in machine.Raised)
        {
            if (_throttle.Admit(raised, clock.Monotonic, clock.Wall))
            {
                Send(raised, clock.Wall);
            }
        }

        machine.Raised.Clear();
    }

    /// <summary>Sends the events whose rate limit is over.</summary>
    public void SendDue()
    {
        while (_throttle.TryTakeDue(clock.Monotonic, out MachineEvent? raised, out long raisedAt))
        {
            Send(raised, raisedAt);
        }
    }

    /// <summary>Forgets all rate limits.</summary>
    public void StartOver() => _throttle.Clear();

    private void Send(MachineEvent raised, long wall)
    {
        foreach (QmpSession session in sessions)
        {
            if (dialect.SendsEvents && session.Negotiation.IsReady && session.CanWrite)
            {
                MessageWriter.WriteEvent(raised.Name, raised.Data, wall, session.Output);
                changes.Note(session);
            }
        }
    }
}
