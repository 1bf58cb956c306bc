using QmpFuzz.Qmp.Machine.Block;
using QmpFuzz.Qmp.Machine.Jobs;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Every command of the machine itself: what there is in command mode, whatever the dialect.</summary>
internal static class MachineCommands
{
    public static IEnumerable<CommandSpec> All { get; } =
    [
        .. QueryCommands.All, .. RunStateCommands.All, .. DeviceCommands.All, .. DescriptorCommands.All, .. YankCommands.All, HumanMonitor.Command,
        .. BlockCommands.All, .. JobCommands.All, .. BlockJobCommands.All,
    ];
}
