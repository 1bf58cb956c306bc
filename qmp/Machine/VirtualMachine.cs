using QmpFuzz.Qmp.Machine.Block;
using QmpFuzz.Qmp.Machine.Jobs;

namespace QmpFuzz.Qmp.Machine;

/// <summary>
/// The pretend machine that commands act on: like <c>qemu-system-x86_64 -machine none</c> with one disk, d0. What it has to
/// say collects in <see cref="Raised"/> until its owner takes it.
/// </summary>
internal sealed class VirtualMachine
{
    public VirtualMachine()
    {
        DescriptorSets = new DescriptorSets(Released);
        Jobs = new JobList(Raised);
    }

    public RunState State { get; private set; } = RunState.Running;

    /// <summary>It was told to quit: its connections close and no command runs any more.</summary>
    public bool HasQuit { get; private set; }

    /// <summary>Events since they were last taken, oldest first.</summary>
    public List<MachineEvent> Raised { get; } = [];

    /// <summary>What the guest can do by itself, in the order in which a testcase numbers it.</summary>
    public IReadOnlyList<MachineEvent> GuestEvents { get; } = MachineEvent.OfGuest;

    /// <summary>What its clock says, in microseconds since 1970, as far as its owner told it.</summary>
    public long Wall { get; set; }

    public DescriptorSets DescriptorSets { get; }

    public BlockNodes Nodes { get; } = new();

    public JobList Jobs { get; }

    /// <summary>Descriptors that are no longer wanted, until the owner closes them.</summary>
    public List<int> Released { get; } = [];

    /// <summary>Monitors whose connections a command has cut, until the owner takes them.</summary>
    public List<int> Yanked { get; } = [];

    /// <summary>How many monitors the machine has; monitor 0 is compat_monitor0.</summary>
    public int MonitorCount { get; set; }

    /// <summary>As it was at first; descriptors that it still had are forgotten.</summary>
    public void StartOver()
    {
        (State, HasQuit, MonitorCount) = (RunState.Running, false, 0);
        DescriptorSets.Clear();
        Nodes.Clear();
        Jobs.Clear();
        Raised.Clear();
        Released.Clear();
        Yanked.Clear();
    }

    public void Stop()
    {
        if (State == RunState.Running)
        {
            State = RunState.Paused;
            Raised.Add(MachineEvent.Stop);
        }
    }

    public void Continue()
    {
        if (State != RunState.Running)
        {
            State = RunState.Running;
            Raised.Add(MachineEvent.Resume);
        }
    }

    public void PowerDown() => Raised.Add(MachineEvent.PowerDown);

    /// <summary>A machine that is reset while it does not run is as if it had never run.</summary>
    public void Reset()
    {
        State = State == RunState.Running ? RunState.Running : RunState.Prelaunch;
        Raised.Add(MachineEvent.Reset);
    }

    public void Quit()
    {
        HasQuit = true;
        Raised.Add(MachineEvent.ShutDown);
    }
}

internal enum RunState
{
    Running,
    Paused,
    Prelaunch,
}
