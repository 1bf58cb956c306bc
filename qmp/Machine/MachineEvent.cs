using System.Text;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine;

/// <summary>A kind of event with the data that this machine sends with it.</summary>
internal sealed class MachineEvent
{
    private MachineEvent(string name, string? data, bool limited, string source = "")
    {
        Name = Encoding.UTF8.GetBytes(name);
        Data = data is null ? [] : CanonicalJson.Of(data);
        IsRateLimited = limited;
        LimitKey = name + source;
    }

    public static readonly MachineEvent Stop = new("STOP", null, limited: false);
    public static readonly MachineEvent Resume = new("RESUME", null, limited: false);
    public static readonly MachineEvent PowerDown = new("POWERDOWN", null, limited: false);
    public static readonly MachineEvent Reset = new("RESET", """{"guest": false, "reason": "host-qmp-system-reset"}""", limited: false);
    public static readonly MachineEvent ShutDown = new("SHUTDOWN", """{"guest": false, "reason": "host-qmp-quit"}""", limited: false);

    /// <summary>What the guest can do by itself, in the order in which a testcase numbers it. Limited kinds are those of QEMU's monitor.c.</summary>
    public static IReadOnlyList<MachineEvent> OfGuest { get; } =
    [
        new("RESET", """{"guest": true, "reason": "guest-reset"}""", limited: false),
        new("NIC_RX_FILTER_CHANGED", """{"name": "net0", "path": "/machine/peripheral/net0/virtio-backend"}""", limited: false),
        new("RTC_CHANGE", """{"offset": 78, "qom-path": "/machine/unattached/device[0]"}""", limited: true),
        new("WATCHDOG", """{"action": "none"}""", limited: true),
        new("BALLOON_CHANGE", """{"actual": 944766976}""", limited: true),
        new("VSERPORT_CHANGE", """{"id": "port0", "open": true}""", limited: true, source: "port0"),
        new("VSERPORT_CHANGE", """{"id": "port1", "open": false}""", limited: true, source: "port1"),
        new("QUORUM_FAILURE", """{"reference": "quorum0", "sector-num": 345435, "sectors-count": 5}""", limited: true),
        new("MEMORY_DEVICE_SIZE_CHANGE", """{"id": "vm0", "size": 1073741824, "qom-path": "/machine/unattached/device[2]"}""", limited: true, source: "device2"),
    ];

    /// <summary>An event that is not limited, with data of the moment.</summary>
    public static MachineEvent Of(string name, string data) => new(name, data, limited: false);

    public byte[] Name { get; }

    /// <summary>Whether the machine has an event of that name by itself.</summary>
    public static bool IsKnown(string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        return new[] { Stop, Resume, PowerDown, Reset, ShutDown }.Concat(OfGuest).Any(known => known.Name.AsSpan().SequenceEqual(wanted));
    }

    /// <summary>The event's "data" as JSON; empty if it has none.</summary>
    public byte[] Data { get; }

    /// <summary>At most one a second goes out.</summary>
    public bool IsRateLimited { get; }

    /// <summary>Events with the same key share a limit: the kind, and for some kinds who raised it.</summary>
    public string LimitKey { get; }
}
