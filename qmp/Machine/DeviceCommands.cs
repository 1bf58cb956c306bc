using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Devices and objects, of which this machine has hardly any: mostly errors, in QEMU's words.</summary>
internal static class DeviceCommands
{
    private static readonly QmpError NoBalloon = QmpError.DeviceNotActive("No balloon device has been activated");
    private static readonly QmpError NotPostcopyActive = QmpError.Generic("migrate-pause is currently only supported during postcopy-active state");
    private static readonly QmpError NotPostcopyPaused = QmpError.Generic("Migrate recover can only be run when postcopy is paused.");
    private static readonly Parameter Path = new("path", ParameterType.String);
    private static readonly Parameter Property = new("property", ParameterType.String);

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("balloon", static (call, _) => call.Fail(NoBalloon), new Parameter("value", ParameterType.Integer)),
        new("device_del", static (call, _) => call.Fail(NotRemovable(call.Text("id"u8))), new Parameter("id", ParameterType.String)),
        new("set_link", static (call, _) => call.Fail(NotFound(call.Text("name"u8))), new Parameter("name", ParameterType.String), new Parameter("up", ParameterType.Boolean)),
        new("qom-get", static (call, _) => GetProperty(call), Path, Property) { Returns = ParameterType.Any },
        new("qom-set", static (call, _) => SetProperty(call), Path, Property, new Parameter("value", ParameterType.Any)),
        new("migrate-pause", static (call, _) => call.Fail(NotPostcopyActive)) { AllowsOutOfBand = true },
        new("migrate-recover", static (call, _) => call.Fail(NotPostcopyPaused), new Parameter("uri", ParameterType.String)) { AllowsOutOfBand = true },
    ];

    /// <summary>The root of the object tree, and the machine, are there and cannot be taken out.</summary>
    private static QmpError NotRemovable(ReadOnlySpan<byte> id) =>
        id.IsEmpty || id.SequenceEqual("/machine"u8) ? QmpError.Generic(""u8, id, " is not a hotpluggable device"u8) : NotFound(id);

    private static QmpError NotFound(ReadOnlySpan<byte> name) => QmpError.DeviceNotFound(name);

    private static void GetProperty(CommandCall call)
    {
        if (call.Text("path"u8).SequenceEqual("/machine"u8) && call.Text("property"u8).SequenceEqual("type"u8))
        {
            call.Return("\"none-machine\""u8);
            return;
        }

        SetProperty(call);
    }

    // nothing can be set: the only property there is, is read-only
    private static void SetProperty(CommandCall call)
    {
        ReadOnlySpan<byte> property = call.Text("property"u8);
        if (!call.Text("path"u8).SequenceEqual("/machine"u8))
        {
            call.Fail(NotFound(call.Text("path"u8)));
        }
        else
        {
            byte[] before = [.. "Property 'none-machine."u8, .. property];
            call.Fail(property.SequenceEqual("type"u8)
                ? QmpError.Generic(before, default, "' is not writable"u8)
                : QmpError.Generic(before, default, "' not found"u8));
        }
    }
}
