using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Questions that always have the same answer on this machine.</summary>
internal static class QueryCommands
{
    /// <summary>The version that the greeting and query-version tell.</summary>
    public static readonly byte[] Version = CanonicalJson.Of(
        """{"qemu": {"major": 7, "minor": 2, "micro": 22}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}""");

    private static readonly byte[] Uuid = CanonicalJson.Of("""{"UUID": "00000000-0000-0000-0000-000000000000"}""");

    private static readonly byte[] Kvm = CanonicalJson.Of("""{"enabled": false, "present": true}""");
    private static readonly byte[] Target = CanonicalJson.Of("""{"arch": "x86_64"}""");

    private static readonly ParameterType VersionTriple = Members(("major", ParameterType.Integer), ("minor", ParameterType.Integer), ("micro", ParameterType.Integer));

    public static readonly CommandSpec OfVersion = new("query-version", static (call, _) => call.Return(Version))
    {
        Returns = Members(("qemu", VersionTriple), ("package", ParameterType.String)),
    };

    /// <summary>The commands there are for this client now.</summary>
    public static readonly CommandSpec OfCommands = new("query-commands", static (call, _) => call.Return(call.Commands.Listing))
    {
        Returns = ParameterType.ArrayOf(Members(("name", ParameterType.String))),
    };

    public static IEnumerable<CommandSpec> All { get; } =
    [
        OfVersion,
        OfCommands,
        new("query-qmp-schema", static (call, _) => call.Return(call.Commands.Schema)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
        new("query-name", static (_, _) => { }) { Returns = new StructType([new("name", ParameterType.String, Optional: true)]) },
        new("query-uuid", static (call, _) => call.Return(Uuid)) { Returns = Members(("UUID", ParameterType.String)) },
        new("query-kvm", static (call, _) => call.Return(Kvm)) { Returns = Members(("enabled", ParameterType.Boolean), ("present", ParameterType.Boolean)) },
        new("query-target", static (call, _) => call.Return(Target)) { Returns = Members(("arch", ParameterType.Enum("x86_64"))) },
        new("query-iothreads", static (call, _) => call.Return("[]"u8)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
        new("query-cpus-fast", static (call, _) => call.Return("[]"u8)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
        new("query-mice", static (call, _) => call.Return("[]"u8)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
    ];

    private static StructType Members(params (string Name, ParameterType Type)[] members) => new([.. members.Select(member => new Parameter(member.Name, member.Type))]);
}
