using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

public sealed class OfferSelect2010Tests
{
    [Fact]
    public void Offer_IsAGreetingWithVersionAndCapabilities()
    {
        Started();
        Offering();
    }

    [Fact]
    public void Selection_WithoutId_IsOkay() => Started()
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void Selection_WithId_EchoesIt() => Offering()
        .Client("""{"capabilities": ["oob"], "id": [1]}""").Server("""{"return": {}, "id": [1]}""")
        .Client("""{"exec-oob":"query-yank"}""").Server("""{"return": [{"type": "chardev", "id": "compat_monitor0"}]}""");

    [Fact]
    public void Selection_OfSomeOfTheOffer_EnablesOnlyThose() => Offering()
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""")
        .Client("""{"exec-oob":"query-yank"}""").ServerErrorOf2010("QMPExtraInputObjectMember", "QMP input object member exec-oob is unexpected", """{"member": "exec-oob"}""");

    [Fact]
    public void Command_BeforeReady_IsAnError() => Started()
        .Client("""{"execute":"query-name","id":1}""").ServerErrorOf2010("CommandNotFound", "The command query-name has not been found", """{"name": "query-name"}""", id: "1")
        .Client("""{"execute":"qmp_capabilities"}""").ServerErrorOf2010("CommandNotFound", "The command qmp_capabilities has not been found", """{"name": "qmp_capabilities"}""")
        .Client("""{"execute":"query-qmp-mode"}""").ServerErrorOf2010("CommandNotFound", "The command query-qmp-mode has not been found", """{"name": "query-qmp-mode"}""")
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""");

    [Fact]
    public void Selection_OfWhatIsNotOffered_IsAnErrorAndTheClientSelectsAgain() => Offering()
        .Client("""{"capabilities": ["oob","foobar"],"id":1}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter capabilities", """{"name": "capabilities"}""", id: "1")
        .Client("""{"execute":"query-name"}""").ServerErrorOf2010("CommandNotFound", "The command query-name has not been found", """{"name": "query-name"}""")
        .Client("""{"capabilities": ["oob"]}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void AnythingElse_BeforeReady_IsAnError() => Started()
        .Client("[]").ServerErrorOf2010("QMPBadInputObject", "Expected object in QMP input", """{"expected": "object"}""")
        .Client("""{"id":1}""").ServerErrorOf2010("QMPBadInputObject", "Expected capabilities in QMP input", """{"expected": "capabilities"}""", id: "1")
        .Client("""{"capabilities":1}""")
        .ServerErrorOf2010("InvalidParameterType", "Invalid parameter type, expected: array", """{"name": "capabilities", "expected": "array"}""")
        .Client("""{"capabilities":[1]}""")
        .ServerErrorOf2010("InvalidParameterType", "Invalid parameter type, expected: string", """{"name": "capabilities[0]", "expected": "string"}""")
        .Client("""{"capabilities":[],"foo":1}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter foo", """{"name": "foo"}""")
        .Client("""{"capabilities":[],"execute":1}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter execute", """{"name": "execute"}""")
        .Client("{,}").ServerErrorOf2010("JSONParsing", "Invalid JSON syntax", "{}")
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""");

    [Fact]
    public void Event_BeforeReady_IsNotSent() => Started()
        .MachineRaises("RESET").ServerIsSilent()
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""").ServerIsSilent()
        .MachineRaises("RESET").ServerEvent("RESET", """{"guest": true, "reason": "guest-reset"}""");

    [Fact]
    public void Selection_Afterwards_IsAnError() => Started()
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""")
        .Client("""{"capabilities": [],"id":2}""")
        .ServerErrorOf2010("QMPExtraInputObjectMember", "QMP input object member capabilities is unexpected", """{"member": "capabilities"}""", id: "2")
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void Modes_ToQuery_AreNotThere() => Started()
        .Client("""{"capabilities": []}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-qmp-mode"}""").ServerErrorOf2010("CommandNotFound", "The command query-qmp-mode has not been found", """{"name": "query-qmp-mode"}""")
        .Client("""{"execute":"qmp_switch_mode"}""").ServerErrorOf2010("CommandNotFound", "The command qmp_switch_mode has not been found", """{"name": "qmp_switch_mode"}""");

    private static Conversation Started() => Conversation.In(ProtocolDialect.OfferSelect2010).Connects().ServerGreets(capabilities: "").ServerIsSilent();

    private static Conversation Offering() => Conversation.In(DialectsOf2010.OfferSelect("oob")).Connects().ServerGreets().ServerIsSilent();
}
