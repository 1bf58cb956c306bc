using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

public class NegotiationTests
{
    private const string NotYet = "Expecting capabilities negotiation with 'qmp_capabilities'";
    private const string Already = "Capabilities negotiation is already complete, command ignored";

    [Fact]
    public void Execute_BeforeNegotiation_IsCommandNotFound() => Conversation.Start()
        .Client("""{"execute":"query-status","id":1}""").ServerError("CommandNotFound", NotYet, id: "1")
        .Client("""{"execute":"no-such","id":[]}""").ServerError("CommandNotFound", NotYet, id: "[]")
        .Negotiates()
        .Client("""{"execute":"query-status","id":1}""").Server("""{"return": {"status": "running", "singlestep": false, "running": true}, "id": 1}""");

    [Fact]
    public void OutOfBand_BeforeNegotiation_IsAnUnexpectedMember() => Conversation.Start()
        .Client("""{"exec-oob":"qmp_capabilities"}""").ServerError("GenericError", "QMP input member 'exec-oob' is unexpected");

    [Theory]
    [InlineData("""{"enable":["foo"]}""", "Parameter 'null' does not accept value 'foo'")]
    [InlineData("""{"enable":["oob","OOB"]}""", "Parameter 'null' does not accept value 'OOB'")]
    [InlineData("""{"enable":"oob"}""", "Invalid parameter type for 'enable', expected: array")]
    [InlineData("""{"enable":["oob",1]}""", "Invalid parameter type for 'enable[1]', expected: string")]
    [InlineData("""{"extra":1}""", "Parameter 'extra' is unexpected")]
    [InlineData("[]", "QMP input member 'arguments' must be an object")]
    public void Negotiation_WithWrongArguments_IsRefusedAndMayBeRetried(string arguments, string description) => Conversation.Start()
        .Client($$"""{"execute":"qmp_capabilities","arguments":{{arguments}}}""").ServerError("GenericError", description)
        .Client("""{"execute":"stop"}""").ServerError("CommandNotFound", NotYet)
        .Negotiates();

    [Theory]
    [InlineData("""{"enable":[]}""")]
    [InlineData("""{"enable":["oob"]}""")]
    [InlineData("""{"enable":["oob","oob"]}""")]
    [InlineData("{}")]
    public void Negotiation_WithGoodArguments_Succeeds(string arguments) => Conversation.Start()
        .Client($$"""{"execute":"qmp_capabilities","arguments":{{arguments}},"id":null}""").Server("""{"return": {}, "id": null}""");

    [Fact]
    public void Negotiation_AgainAfterwards_IsRefused_ButItsArgumentsAreCheckedFirst() => Conversation.Negotiated(oob: true)
        .Client("""{"execute":"qmp_capabilities"}""").ServerError("CommandNotFound", Already)
        .Client("""{"execute":"qmp_capabilities","arguments":{"x":1}}""").ServerError("GenericError", "Parameter 'x' is unexpected")
        .Client("""{"exec-oob":"qmp_capabilities"}""").ServerError("GenericError", "The command qmp_capabilities does not support OOB");

    [Fact]
    public void Events_BeforeNegotiation_AreDropped() => Conversation.WithMonitors(2)
        .On(0).Connects().ServerGreets().Negotiates()
        .On(1).Connects().ServerGreets()
        .On(0).Client("""{"execute":"stop"}""").ServerEvent("STOP").Server("""{"return": {}}""")
        .On(1).ServerIsSilent().Negotiates()
        .On(0).Client("""{"execute":"cont"}""").ServerEvent("RESUME").Server("""{"return": {}}""")
        .On(1).ServerEvent("RESUME").ServerIsSilent();

    [Fact]
    public void Reconnect_NegotiatesAnew_WithOutOfBandOff() => Conversation.Negotiated(oob: true)
        .Client("""{"execute":"stop","id":1}""").ServerEvent("STOP").Server("""{"return": {}, "id": 1}""")
        .Client("{\"half")
        .Disconnects().Connects().ServerGreets()
        .Client("""{"execute":"query-status"}""").ServerError("CommandNotFound", NotYet)
        .Negotiates()
        .Client("""{"exec-oob":"query-yank"}""").ServerError("GenericError", "QMP input member 'exec-oob' is unexpected")
        .Client("""{"execute":"query-status"}""").Server("""{"return": {"status": "paused", "singlestep": false, "running": false}}""");
}
