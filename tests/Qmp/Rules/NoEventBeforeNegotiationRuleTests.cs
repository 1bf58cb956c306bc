namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class NoEventBeforeNegotiationRuleTests
{
    private const string Event = """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}""";

    [Fact]
    public void Event_BeforeNegotiation_Breaks() => Dialogue.Start().Server(Event).Breaks("no-event-before-negotiation", "event");

    [Fact]
    public void Event_AfterARefusedNegotiation_Breaks() => Dialogue.Start()
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["x"]}}""")
        .Server("""{"error": {"class": "GenericError", "desc": "no"}}""")
        .Server(Event)
        .Breaks("no-event-before-negotiation", "event");

    [Fact]
    public void Event_InCommandMode_IsFine() => Dialogue.InCommandMode().Server(Event).IsFine();

    [Fact]
    public void Event_AfterAReconnect_Breaks() => Dialogue.InCommandMode()
        .Leaves()
        .Connects()
        .Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""")
        .Server(Event)
        .Breaks("no-event-before-negotiation", "event");
}
