using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

public sealed class Negotiation2010Tests
{
    [Fact]
    public void Connection_Starts_WithAGreetingThatTellsVersionAndCapabilities() => Started();

    [Fact]
    public void Command_BeforeNegotiation_IsCommandNotFound() => Started()
        .Client("""{"execute":"stop"}""").ServerErrorOf2010("CommandNotFound", "The command stop has not been found", """{"name": "stop"}""")
        .Client("""{"execute":"no-such","id":7}""").ServerErrorOf2010("CommandNotFound", "The command no-such has not been found", """{"name": "no-such"}""", id: "7")
        .Client("""{"execute":"query-commands"}""").ServerErrorOf2010("CommandNotFound", "The command query-commands has not been found", """{"name": "query-commands"}""");

    [Fact]
    public void Capabilities_BeforeNegotiation_NegotiateWithOrWithoutArguments()
    {
        foreach (string arguments in new[] { "", ""","arguments":{}""", ""","arguments":{"enable":[]}""" })
        {
            Started()
                .Client($$"""{"execute":"qmp_capabilities"{{arguments}},"id":1}""").Server("""{"return": {}, "id": 1}""")
                .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");
        }
    }

    [Fact]
    public void Enable_UnknownCapability_IsInvalidParameterAndLeavesTheMode() => Started()
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["foobar"]}}""")
        .ServerErrorOf2010("InvalidParameter", "Invalid parameter enable", """{"name": "enable"}""")
        .Client("""{"execute":"query-name"}""").ServerErrorOf2010("CommandNotFound", "The command query-name has not been found", """{"name": "query-name"}""")
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void Enable_OfferedCapability_TurnsItOn() => Conversation.In(DialectsOf2010.Negotiation("oob")).Connects().ServerGreets()
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""").Server("""{"return": {}}""")
        .Client("""{"exec-oob":"query-yank","id":1}""").Server("""{"return": [{"type": "chardev", "id": "compat_monitor0"}], "id": 1}""");

    [Fact]
    public void Event_BeforeNegotiation_IsNotSent() => Started()
        .MachineRaises("RESET").ServerIsSilent()
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""").ServerIsSilent()
        .MachineRaises("RESET").ServerEvent("RESET", """{"guest": true, "reason": "guest-reset"}""");

    [Fact]
    public void Capabilities_AfterNegotiation_AreCommandNotFound() => InCommandMode()
        .Client("""{"execute":"qmp_capabilities"}""")
        .ServerErrorOf2010("CommandNotFound", "The command qmp_capabilities has not been found", """{"name": "qmp_capabilities"}""")
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":1}}""")
        .ServerErrorOf2010("CommandNotFound", "The command qmp_capabilities has not been found", """{"name": "qmp_capabilities"}""");

    [Fact]
    public void Command_AfterNegotiation_Runs() => InCommandMode()
        .Client("""{"execute":"stop"}""").ServerEvent("STOP").Server("""{"return": {}}""")
        .Client("""{"execute":"cont","id":"b"}""").ServerEvent("RESUME").Server("""{"return": {}, "id": "b"}""");

    [Fact]
    public void Syntax_ThatIsWrong_IsJsonParsing() => Started()
        .Client("{ 'execute' }").ServerErrorOf2010("JSONParsing", "Invalid JSON syntax", "{}")
        .Client("\u0001").ServerErrorOf2010("JSONParsing", "Invalid JSON syntax", "{}")
        .Client("\n{'execute':'qmp_capabilities'}").Server("""{"return": {}}""");

    [Fact]
    public void Error_OfAnyKind_HasClassDescAndData() => InCommandMode()
        .Client("[]").ServerErrorOf2010("QMPBadInputObject", "Expected object in QMP input", """{"expected": "object"}""")
        .Client("{}").ServerErrorOf2010("QMPBadInputObject", "Expected execute in QMP input", """{"expected": "execute"}""")
        .Client("""{"execute":1,"id":2}""")
        .ServerErrorOf2010("QMPBadInputObjectMember", "QMP input object member execute expects string", """{"member": "execute", "expected": "string"}""", id: "2")
        .Client("""{"exec-oob":"stop"}""").ServerErrorOf2010("QMPExtraInputObjectMember", "QMP input object member exec-oob is unexpected", """{"member": "exec-oob"}""")
        .Client("""{"execute":"set_link"}""").ServerErrorOf2010("MissingParameter", "Parameter name is missing", """{"name": "name"}""")
        .Client("""{"execute":"set_link","arguments":{"name":1,"up":true}}""")
        .ServerErrorOf2010("InvalidParameterType", "Invalid parameter type, expected: string", """{"name": "name", "expected": "string"}""")
        .Client("""{"execute":"stop","arguments":{"now":1}}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter now", """{"name": "now"}""")
        .Client("""{"execute":"device_del","arguments":{"id":"a\"b"}}""")
        .ServerErrorOf2010("DeviceNotFound", """The a\"b device has not been found""", """{"device": "a\"b"}""")
        .Client("""{"execute":"getfd","arguments":{"fdname":"a"}}""").ServerErrorOf2010("UndefinedError", "No file descriptor supplied via SCM_RIGHTS", "{}");

    [Fact]
    public void Reconnect_OfAClient_NegotiatesAgain() => InCommandMode()
        .Disconnects().Connects().ServerGreets(capabilities: "")
        .Client("""{"execute":"stop"}""").ServerErrorOf2010("CommandNotFound", "The command stop has not been found", """{"name": "stop"}""");

    [Fact]
    public void Reply_OfACommandWhoseClientLeft_GoesToNobody() => InCommandMode()
        .ClientSleeps(100, id: "old").ServerIsSilent()
        .Disconnects().Connects().ServerGreets(capabilities: "")
        .Passes(100).ServerIsSilent();

    private static Conversation Started() => Conversation.In(ProtocolDialect.Negotiation2010).Connects().ServerGreets(capabilities: "").ServerIsSilent();

    private static Conversation InCommandMode() => Started().Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""");
}
