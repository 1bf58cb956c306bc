using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Machine.Jobs;

namespace QmpFuzz.Qmp.Machine.Schema;

/// <summary>The events of this machine and the data they carry, in the terms of a QAPI schema.</summary>
internal static class EventSchema
{
    private static readonly ParameterType JobType = ParameterType.Enum("commit", "stream", "mirror", "backup", "create");
    private static readonly ParameterType Causes = ParameterType.Enum("host-qmp-quit", "host-qmp-system-reset", "guest-reset");
    private static readonly StructType Stopped = Data(("guest", ParameterType.Boolean), ("reason", Causes));

    private static readonly StructType BlockJob = Data(
        ("type", JobType), ("device", ParameterType.String), ("len", ParameterType.Integer), ("offset", ParameterType.Integer), ("speed", ParameterType.Integer));

    public static IReadOnlyList<(string Name, StructType? Data)> All { get; } =
    [
        ("STOP", null),
        ("RESUME", null),
        ("POWERDOWN", null),
        ("RESET", Stopped),
        ("SHUTDOWN", Stopped),
        ("JOB_STATUS_CHANGE", Data(("id", ParameterType.String), ("status", JobCommands.Statuses))),
        ("BLOCK_JOB_READY", BlockJob),
        ("BLOCK_JOB_COMPLETED", BlockJob),
        ("BLOCK_JOB_CANCELLED", BlockJob),
        ("BLOCK_JOB_PENDING", Data(("type", JobType), ("id", ParameterType.String))),
        ("NIC_RX_FILTER_CHANGED", Data(("name", ParameterType.String), ("path", ParameterType.String))),
        ("RTC_CHANGE", Data(("offset", ParameterType.Integer), ("qom-path", ParameterType.String))),
        ("WATCHDOG", Data(("action", RunStateCommands.WatchdogActions))),
        ("BALLOON_CHANGE", Data(("actual", ParameterType.Integer))),
        ("VSERPORT_CHANGE", Data(("id", ParameterType.String), ("open", ParameterType.Boolean))),
        ("QUORUM_FAILURE", Data(("reference", ParameterType.String), ("sector-num", ParameterType.Integer), ("sectors-count", ParameterType.Integer))),
        ("MEMORY_DEVICE_SIZE_CHANGE", Data(("id", ParameterType.String), ("size", ParameterType.Integer), ("qom-path", ParameterType.String))),
    ];

    private static StructType Data(params (string Name, ParameterType Type)[] members) => new([.. members.Select(member => new Parameter(member.Name, member.Type))]);
}
