using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>yank and query-yank: a monitor's own connection is all that this machine can tear down. Monitor 0 is compat_monitor0.</summary>
internal static class YankCommands
{
    private static readonly QmpError NotFound = QmpError.DeviceNotFound("Instance not found");

    private static readonly ParameterType InstanceList = ParameterType.ArrayOf(new StructType(
        [new Parameter("type", ParameterType.Enum("block-node", "chardev", "migration"))],
        Tag: "type",
        Variants: new Dictionary<string, IReadOnlyList<Parameter>>
        {
            ["block-node"] = [new Parameter("node-name", ParameterType.String)],
            ["chardev"] = [new Parameter("id", ParameterType.String)],
            ["migration"] = [],
        }));

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("query-yank", Query) { AllowsOutOfBand = true, Returns = InstanceList },
        new("yank", Run, new Parameter("instances", InstanceList)) { AllowsOutOfBand = true },
    ];

    private static void Query(CommandCall call, VirtualMachine machine)
    {
        call.Return("["u8);
        for (int monitor = machine.MonitorCount - 1; monitor >= 0; monitor--)
        {
            call.ReturnCanonical($$"""{"type": "chardev", "id": "{{Name(monitor)}}"}""");
            call.Return(monitor > 0 ? ", "u8 : "]"u8);
        }
    }

    private static void Run(CommandCall call, VirtualMachine machine)
    {
        call.TryGet("instances"u8, out JsonValue instances);
        List<int> monitors = [];
        foreach (JsonMember instance in instances)
        {
            int monitor = Find(instance.Value, machine.MonitorCount);
            if (monitor < 0)
            {
                call.Fail(NotFound);
                return;
            }

            monitors.Add(monitor);
        }

        machine.Yanked.AddRange(monitors);
    }

    private static int Find(JsonValue instance, int monitors)
    {
        if (instance.TryGet("id"u8, out JsonValue id))
        {
            for (int monitor = 0; monitor < monitors; monitor++)
            {
                if (id.Utf8.SequenceEqual(Encoding.ASCII.GetBytes(Name(monitor))))
                {
                    return monitor;
                }
            }
        }

        return -1;
    }

    private static string Name(int monitor) => string.Create(CultureInfo.InvariantCulture, $"compat_monitor{monitor}");
}
