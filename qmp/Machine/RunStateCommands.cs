using QmpFuzz.Qmp.Commands;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Commands that run, stop, reset and end the machine.</summary>
internal static class RunStateCommands
{
    private static readonly byte[] Running = CanonicalJson.Of("""{"running": true, "singlestep": false, "status": "running"}""");
    private static readonly byte[] Paused = CanonicalJson.Of("""{"running": false, "singlestep": false, "status": "paused"}""");
    private static readonly byte[] Prelaunch = CanonicalJson.Of("""{"running": false, "singlestep": false, "status": "prelaunch"}""");
    private static readonly QmpError OnlyBefore = QmpError.Generic("The command is permitted only before machine initialization");

    public static IEnumerable<CommandSpec> For(VirtualMachine machine) =>
    [
        new("query-status", call => call.Return(Status(machine.State))),
        new("stop", _ => machine.Stop()),
        new("cont", _ => machine.Continue()),
        new("system_powerdown", _ => machine.PowerDown()),
        new("system_reset", _ => machine.Reset()),
        new("quit", _ => machine.Quit()),
        new("x-exit-preconfig", call => call.Fail(OnlyBefore)),
        new("watchdog-set-action", static _ => { }, new Parameter("action", ParameterType.Enum("reset", "shutdown", "poweroff", "pause", "debug", "none", "inject-nmi"))),
    ];

    private static byte[] Status(RunState state) => state switch
    {
        RunState.Running => Running,
        RunState.Paused => Paused,
        _ => Prelaunch,
    };
}
