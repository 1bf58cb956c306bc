using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

public sealed class Handshake2010Tests
{
    private const string Handshake = """{"return": {"mode": "handshake"}}""";
    private const string Operational = """{"return": {"mode": "operational"}}""";

    /// <summary>The session in the proposal, byte for byte.</summary>
    [Fact]
    public void Session_OfTheProposal_IsReproduced() => Conversation.In(ProtocolDialect.Handshake2010).Connects()
        .Server("""{"QMP": {"capabilities": []}}""")
        .Client("""{ "execute": "query-qmp-mode" }""").Server("""{"return": {"mode": "handshake"}}""")
        .Client("""{ "execute": "stop" }""")
        .Server("""{"error": {"class": "CommandNotFound", "desc": "The command stop has not been found", "data": {"name": "stop"}}}""")
        .Client("""{ "execute": "qmp_capability_enable", "arguments": { "name": "foobar" } }""")
        .Server("""{"error": {"class": "InvalidParameter", "desc": "Invalid parameter name", "data": {"name": "name"}}}""")
        .Client("""{ "execute": "qmp_switch_mode", "arguments": { "mode": "operational" } }""").Server("""{"return": {}}""")
        .Client("""{ "execute": "query-qmp-mode" }""").Server("""{"return": {"mode": "operational"}}""")
        .Client("""{ "execute": "stop" }""").Server("""{"return": {}}""").ServerIsSilent();

    [Fact]
    public void Command_OfTheMachine_IsThereInOperationalModeOnly() => Started()
        .Client("""{"execute":"query-status"}""").ServerErrorOf2010("CommandNotFound", "The command query-status has not been found", """{"name": "query-status"}""")
        .Then(SwitchTo("operational"))
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void QueryVersion_InEitherMode_Answers() => Started()
        .Client("""{"execute":"query-version"}""").Server(Version)
        .Then(SwitchTo("operational"))
        .Client("""{"execute":"query-version"}""").Server(Version);

    [Fact]
    public void QueryCommands_InHandshakeMode_ListsWhatThereIs() => Started()
        .Client("""{"execute":"query-commands"}""")
        .Server("""{"return": [{"name": "qmp_capability_enable"}, {"name": "qmp_capability_disable"}, {"name": "query-version"}, {"name": "query-commands"}, {"name": "query-qmp-mode"}, {"name": "qmp_switch_mode"}]}""");

    [Fact]
    public void SwitchMode_BackToHandshake_TakesTheCommandsAway() => Started()
        .Then(SwitchTo("operational"))
        .Then(SwitchTo("handshake"))
        .Client("""{"execute":"query-qmp-mode"}""").Server(Handshake)
        .Client("""{"execute":"stop","id":1}""").ServerErrorOf2010("CommandNotFound", "The command stop has not been found", """{"name": "stop"}""", id: "1")
        .Then(SwitchTo("operational"))
        .Client("""{"execute":"query-qmp-mode"}""").Server(Operational);

    [Fact]
    public void SwitchMode_ToTheSameMode_ChangesNothing() => Offering()
        .Then(Change("enable", "oob"))
        .Then(SwitchTo("handshake"))
        .Then(SwitchTo("operational"))
        .Then(SwitchTo("operational"))
        .Then(OutOfBandWorks());

    [Fact]
    public void SwitchMode_Unknown_IsInvalidParameter() => Started()
        .Client("""{"execute":"qmp_switch_mode","arguments":{"mode":"sleep"}}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter mode", """{"name": "mode"}""")
        .Client("""{"execute":"qmp_switch_mode"}""").ServerErrorOf2010("MissingParameter", "Parameter mode is missing", """{"name": "mode"}""")
        .Client("""{"execute":"query-qmp-mode"}""").Server(Handshake);

    [Fact]
    public void Enable_AnOfferedCapability_TakesEffectAtTheSwitch() => Offering()
        .Then(Change("enable", "oob"))
        .Then(OutOfBandIsUnknown())
        .Then(SwitchTo("operational"))
        .Then(OutOfBandWorks());

    [Fact]
    public void Disable_AnEnabledCapability_TakesEffectAtTheNextSwitch() => Offering()
        .Then(Change("enable", "oob"))
        .Then(SwitchTo("operational"))
        .Then(SwitchTo("handshake"))
        .Then(Change("disable", "oob"))
        .Client("""{"exec-oob":"query-version","id":1}""").ServerErrorOf2010("UndefinedError", "The command query-version does not support OOB", "{}", id: "1")
        .Then(SwitchTo("operational"))
        .Then(OutOfBandIsUnknown());

    [Fact]
    public void Disable_BeforeTheSwitch_TakesTheEnablingBack() => Offering()
        .Then(Change("enable", "oob"))
        .Then(Change("disable", "oob"))
        .Then(SwitchTo("operational"))
        .Then(OutOfBandIsUnknown());

    [Fact]
    public void Disable_UnknownCapability_IsInvalidParameter() => Offering()
        .Client("""{"execute":"qmp_capability_disable","arguments":{"name":"foobar"}}""").ServerErrorOf2010("InvalidParameter", "Invalid parameter name", """{"name": "name"}""");

    [Fact]
    public void Enable_InOperationalMode_IsCommandNotFound() => Offering()
        .Then(SwitchTo("operational"))
        .Client("""{"execute":"qmp_capability_enable","arguments":{"name":"oob"}}""")
        .ServerErrorOf2010("CommandNotFound", "The command qmp_capability_enable has not been found", """{"name": "qmp_capability_enable"}""")
        .Client("""{"execute":"qmp_capability_disable","arguments":{"name":"oob"}}""")
        .ServerErrorOf2010("CommandNotFound", "The command qmp_capability_disable has not been found", """{"name": "qmp_capability_disable"}""");

    [Fact]
    public void Event_InEitherMode_IsNotSent() => Started()
        .MachineRaises("RESET").ServerIsSilent()
        .Then(SwitchTo("operational"))
        .MachineRaises("RESET").ServerIsSilent()
        .Client("""{"execute":"cont"}""").Server("""{"return": {}}""").ServerIsSilent();

    [Fact]
    public void Reconnect_OfAClient_StartsInHandshakeModeWithNothingEnabled() => Offering()
        .Then(Change("enable", "oob"))
        .Then(SwitchTo("operational"))
        .Disconnects().Connects().Server("""{"QMP": {"capabilities": ["oob"]}}""")
        .Client("""{"execute":"query-qmp-mode"}""").Server(Handshake)
        .Then(SwitchTo("operational"))
        .Then(OutOfBandIsUnknown());

    /// <summary>Requests that were queued while oob was on are not answered twice, nor is input held for ever, when oob goes off before they run.</summary>
    [Fact]
    public void Queue_OfRequestsFromBeforeASwitch_IsAnsweredInOrder() => Offering()
        .Then(Change("enable", "oob"))
        .Then(SwitchTo("operational"))
        .Holds()
        .Client("""{"execute":"qmp_switch_mode","arguments":{"mode":"handshake"},"id":1}{"execute":"qmp_capability_disable","arguments":{"name":"oob"},"id":2}""")
        .Client("""{"execute":"qmp_switch_mode","arguments":{"mode":"operational"},"id":3}{"execute":"query-name","id":4}{"execute":"query-name","id":5}""")
        .ServerIsSilent().Releases()
        .Server("""{"return": {}, "id": 1}""").Server("""{"return": {}, "id": 2}""").Server("""{"return": {}, "id": 3}""")
        .Server("""{"return": {}, "id": 4}""").Server("""{"return": {}, "id": 5}""")
        .Client("""{"execute":"query-name","id":6}""").Server("""{"return": {}, "id": 6}""");

    private const string Version = """{"return": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}}""";

    private static Conversation Started() => Conversation.In(ProtocolDialect.Handshake2010).Connects().Server("""{"QMP": {"capabilities": []}}""");

    private static Conversation Offering() => Conversation.In(DialectsOf2010.Handshake("oob")).Connects().Server("""{"QMP": {"capabilities": ["oob"]}}""");

    private static Action<Conversation> SwitchTo(string mode) => conversation => conversation
        .Client($$$"""{"execute":"qmp_switch_mode","arguments":{"mode":"{{{mode}}}"}}""").Server("""{"return": {}}""");

    private static Action<Conversation> Change(string what, string name) => conversation => conversation
        .Client($$$"""{"execute":"qmp_capability_{{{what}}}","arguments":{"name":"{{{name}}}"}}""").Server("""{"return": {}}""");

    private static Action<Conversation> OutOfBandWorks() => conversation => conversation
        .Client("""{"exec-oob":"query-yank","id":9}""").Server("""{"return": [{"type": "chardev", "id": "compat_monitor0"}], "id": 9}""");

    private static Action<Conversation> OutOfBandIsUnknown() => conversation => conversation
        .Client("""{"exec-oob":"query-yank"}""").ServerErrorOf2010("QMPExtraInputObjectMember", "QMP input object member exec-oob is unexpected", """{"member": "exec-oob"}""");
}
