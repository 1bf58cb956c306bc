using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Tests.Support;

/// <summary>What a client of each dialect has to say to get to commands, and pieces to make other sessions of.</summary>
internal static class DialectSamples
{
    /// <summary>Pieces of messages, good and bad; nothing that ends the server.</summary>
    public static readonly IReadOnlyList<string> Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "\\u00e9", "1", "-0", "0e5", ".5", "true", "nul", " ", "\n", "\t", "\0", "\x7F", "\xFE", "\xFF", "\xC0\x80", "\xC3\xA9", "@",
        """{"execute":"qmp_capabilities","id":1}""", """{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""",
        """{"execute":"qmp_capabilities","arguments":{"capabilities":["async"]}}""", """{"capabilities":[]}""",
        """{"execute":"qmp_switch_mode","arguments":{"mode":"operational"}}""", """{"execute":"qmp_switch_mode","arguments":{"mode":"handshake"},"id":2}""",
        """{"execute":"query-name","id":3}""", """{"execute":"query-commands"}""", """{"execute":"stop","id":[4]}""", """{"execute":"cont"}""", """{"exec-oob":"query-yank","id":5}""",
        """{"execute":"screendump","arguments":{"filename":"a"},"id":6}""", """{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 20\""},"id":7}""",
        """{"execute":"guest-ping"}""", """{"execute":"guest-sync-delimited","arguments":{"id":8}}""", """{"id":1,"id":2}""", """{"execute":""",
    ];

    public static TheoryData<string> Names() => [.. ProtocolDialect.All.Select(dialect => dialect.Name)];

    /// <summary>Ends negotiation, or is an error if it has ended.</summary>
    public static string Opener(ProtocolDialect dialect) => dialect.Name switch
    {
        "handshake-2010" => """{"execute":"qmp_switch_mode","arguments":{"mode":"operational"},"id":"open"}""",
        "offer-select-2010" => """{"capabilities":[],"id":"open"}""",
        "qga" => """{"execute":"guest-sync","arguments":{"id":1}}""",
        _ => """{"execute":"qmp_capabilities","id":"open"}""",
    };

    /// <summary>A command that succeeds and returns nothing.</summary>
    public static string Harmless(ProtocolDialect dialect) => dialect.Name == "qga" ? "guest-ping" : "query-name";
}
