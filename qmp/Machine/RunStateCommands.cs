using QmpFuzz.Qmp.Arguments;
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

    private static readonly ParameterType Information = new StructType(
    [
        new("running", ParameterType.Boolean), new("singlestep", ParameterType.Boolean), new("status", ParameterType.Enum("running", "paused", "prelaunch")),
    ]);

    public static ParameterType WatchdogActions { get; } = ParameterType.Enum("reset", "shutdown", "poweroff", "pause", "debug", "none", "inject-nmi");

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("query-status", static (call, machine) => call.Return(Status(machine.State))) { Returns = Information },
        new("stop", static (_, machine) => machine.Stop()),
        new("cont", static (_, machine) => machine.Continue()),
        new("system_powerdown", static (_, machine) => machine.PowerDown()),
        new("system_reset", static (_, machine) => machine.Reset()),
        new("quit", static (_, machine) => machine.Quit()),
        new("x-exit-preconfig", static (call, _) => call.Fail(OnlyBefore)),
        new("watchdog-set-action", static (_, _) => { }, new Parameter("action", WatchdogActions)),
    ];

    private static byte[] Status(RunState state) => state switch
    {
        RunState.Running => Running,
        RunState.Paused => Paused,
        _ => Prelaunch,
    };
}
