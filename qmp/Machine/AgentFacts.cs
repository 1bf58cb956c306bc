using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine;

/// <summary>What the guest agent tells about its guest, which is the same every time.</summary>
internal static class AgentFacts
{
    public static CommandSpec NetworkInterfaces { get; } = Fact("guest-network-get-interfaces", """
        [{"name": "lo", "hardware-address": "00:00:00:00:00:00",
          "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8}, {"ip-address-type": "ipv6", "ip-address": "::1", "prefix": 128}],
          "statistics": {"rx-bytes": 0, "rx-packets": 0, "rx-errs": 0, "rx-dropped": 0, "tx-bytes": 0, "tx-packets": 0, "tx-errs": 0, "tx-dropped": 0}}]
        """);

    public static CommandSpec Processors { get; } = Fact("guest-get-vcpus", """[{"logical-id": 0, "online": true, "can-offline": false}]""");

    public static CommandSpec Disks { get; } = Fact("guest-get-disks", "[]");

    public static CommandSpec FileSystems { get; } = Fact("guest-get-fsinfo", "[]");

    public static CommandSpec MemoryBlockInfo { get; } = Fact("guest-get-memory-block-info", """{"size": 134217728}""");

    public static IEnumerable<CommandSpec> OfTheSystem { get; } =
    [
        Fact("guest-get-host-name", """{"host-name": "guest"}"""),
        Fact("guest-get-users", "[]"),
        Fact("guest-get-timezone", """{"zone": "UTC", "offset": 0}"""),
        Fact("guest-get-osinfo", """
            {"name": "Debian GNU/Linux", "kernel-release": "6.1.0-50-amd64", "version": "12 (bookworm)",
             "pretty-name": "Debian GNU/Linux 12 (bookworm)", "version-id": "12",
             "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian", "machine": "x86_64", "id": "debian"}
            """),
    ];

    private static CommandSpec Fact(string command, string value)
    {
        byte[] canonical = CanonicalJson.Of(value);
        return new CommandSpec(command, (call, _) => call.Return(canonical));
    }
}
