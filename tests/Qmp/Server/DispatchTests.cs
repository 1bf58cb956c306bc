using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

public class DispatchTests
{
    [Theory]
    [InlineData("[]", "QMP input must be a JSON object", "")]
    [InlineData("\"x\"", "QMP input must be a JSON object", "")]
    [InlineData("""{"id":7}""", "QMP input lacks member 'execute'", "7")]
    [InlineData("""{"execute":1,"id":7}""", "QMP input member 'execute' must be a string", "7")]
    [InlineData("""{"execute":"stop","arguments":null,"id":7}""", "QMP input member 'arguments' must be an object", "7")]
    [InlineData("""{"execute":"stop","exec-oob":"yank"}""", "QMP input member 'execute' clashes with 'exec-oob'", "")]
    [InlineData("""{"exec-oob":{},"id":7}""", "QMP input member 'exec-oob' must be a string", "7")]
    [InlineData("""{"execute":"stop","__org.x_y":1}""", "QMP input member '__org.x_y' is unexpected", "")]
    [InlineData("""{"exec-oob":"stop","id":7}""", "The command stop does not support OOB", "7")]
    [InlineData("""{"execute":"getfd"}""", "Parameter 'fdname' is missing", "")]
    [InlineData("""{"execute":"getfd","arguments":{"fdname":1}}""", "Invalid parameter type for 'fdname', expected: string", "")]
    [InlineData("""{"execute":"balloon","arguments":{"value":1.0}}""", "Invalid parameter type for 'value', expected: integer", "")]
    [InlineData("""{"execute":"set_link","arguments":{"name":"a","up":1}}""", "Invalid parameter type for 'up', expected: boolean", "")]
    [InlineData("""{"execute":"stop","arguments":{"a":1}}""", "Parameter 'a' is unexpected", "")]
    [InlineData("""{"execute":"watchdog-set-action","arguments":{"action":"no"}}""", "Parameter 'action' does not accept value 'no'", "")]
    [InlineData("""{"execute":"yank","arguments":{"instances":[{"type":"chardev"}]}}""", "Parameter 'instances[0].id' is missing", "")]
    [InlineData("""{"execute":"yank","arguments":{"instances":[1]}}""", "Invalid parameter type for 'instances[0]', expected: object", "")]
    [InlineData("""{"execute":"yank","arguments":{"instances":[{"type":"migration","id":""}]}}""", "Parameter 'instances[0].id' is unexpected", "")]
    public void WrongRequest_IsAGenericErrorWithItsId(string request, string description, string id) =>
        Conversation.Negotiated(oob: true).Client(request).ServerError("GenericError", description, id).ServerIsSilent();

    [Fact]
    public void UnknownCommand_IsFoundBeforeItsArgumentsAreLookedAt() => Conversation.Negotiated()
        .Client("""{"execute":"Nope\u00e9","arguments":{"a":1},"id":{"b":1,"a":[null]}}""")
        .ServerError("CommandNotFound", """The command Nope\u00E9 has not been found""", id: """{"a": [null], "b": 1}""");

    [Fact]
    public void Pipelined_CommandsAreAnsweredInOrder() => Conversation.Start()
        .Client("""{"execute":"stop","id":0}{"execute":"qmp_capabilities"}{"execute":"stop","id":1}@""" + "\n" + """{"execute":"query-name","id":2}""")
        .ServerError("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'", id: "0")
        .Server("""{"return": {}}""")
        .ServerEvent("STOP")
        .Server("""{"return": {}, "id": 1}""")
        .ServerError("GenericError", "JSON parse error, stray '@'")
        .Server("""{"return": {}, "id": 2}""");

    [Fact]
    public void Quit_SaysSo_AnswersAndCloses_AndWhatFollowsIsLost() => Conversation.Negotiated()
        .Client("""{"execute":"quit","id":1}{"execute":"query-name","id":2}""")
        .ServerEvent("SHUTDOWN", """{"guest": false, "reason": "host-qmp-quit"}""")
        .Server("""{"return": {}, "id": 1}""")
        .ServerCloses();

    [Fact]
    public void Yank_OfTheOwnConnection_ClosesWithoutAReply() => Conversation.Negotiated()
        .Client("""{"execute":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor0"}]},"id":1}""")
        .ServerCloses();

    [Fact]
    public void Yank_OfTheOwnConnectionWhereTheRulesAreKept_IsAnswered() => Conversation.In(ProtocolDialect.Strict).Connects().ServerGreets().Negotiates()
        .Client("""{"execute":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor0"}]},"id":1}""")
        .Server("""{"return": {}, "id": 1}""").ServerCloses();

    [Fact]
    public void Yank_OfAnother_ClosesThatOne() => Conversation.WithMonitors(2)
        .On(1).Connects().ServerGreets()
        .On(0).Connects().ServerGreets().Negotiates()
        .Client("""{"execute":"query-yank"}""")
        .Server("""{"return": [{"type": "chardev", "id": "compat_monitor1"}, {"type": "chardev", "id": "compat_monitor0"}]}""")
        .Client("""{"execute":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor1"}]}}""").Server("""{"return": {}}""")
        .ServerCloses(false)
        .On(1).ServerCloses();

    [Fact]
    public void Reset_OfAStoppedMachine_IsPrelaunch() => Conversation.Negotiated()
        .Client("""{"execute":"stop"}""").ServerEvent("STOP").Server("""{"return": {}}""")
        .Client("""{"execute":"stop"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"system_reset"}""").ServerEvent("RESET", """{"guest": false, "reason": "host-qmp-system-reset"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-status"}""").Server("""{"return": {"status": "prelaunch", "singlestep": false, "running": false}}""")
        .Client("""{"execute":"cont"}""").ServerEvent("RESUME").Server("""{"return": {}}""");
}
