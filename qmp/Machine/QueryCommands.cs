using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Questions that always have the same answer on this machine.</summary>
internal static class QueryCommands
{
    /// <summary>The version that the greeting and query-version tell.</summary>
    public static readonly byte[] Version = CanonicalJson.Of(
        """{"qemu": {"major": 7, "minor": 2, "micro": 22}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}""");

    private static readonly byte[] Uuid = CanonicalJson.Of("""{"UUID": "00000000-0000-0000-0000-000000000000"}""");

    public static readonly CommandSpec OfVersion = new("query-version", static (call, _) => call.Return(Version));

    /// <summary>The commands there are for this client now.</summary>
    public static readonly CommandSpec OfCommands = new("query-commands", static (call, _) => call.Return(call.Commands.Listing));

    public static IEnumerable<CommandSpec> All { get; } =
    [
        OfVersion,
        OfCommands,
        new("query-name", static (_, _) => { }),
        new("query-uuid", static (call, _) => call.Return(Uuid)),
        new("query-iothreads", static (call, _) => call.Return("[]"u8)),
        new("query-cpus-fast", static (call, _) => call.Return("[]"u8)),
    ];
}
