using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class EventDeliveredRuleTests
{
    private const string Watchdog = """{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "WATCHDOG", "data": {"action": "none"}}""";
    private static readonly EventSource Raised = EventSource.Of("WATCHDOG"u8);

    [Fact]
    public void Event_ThatWasRaisedAndNeverCame_Breaks() => Dialogue.InCommandMode().Raises(Raised).Breaks("event-delivered", "missing");

    [Fact]
    public void LastEvent_OfTwo_IsNotLost() => Dialogue.InCommandMode().Raises(Raised).Server(Watchdog).Raises(Raised).Breaks("event-delivered", "missing");

    [Fact]
    public void Event_OfAnotherSource_IsNotThatOne() => Dialogue.InCommandMode()
        .Raises(EventSource.Of("VSERPORT_CHANGE"u8, "port1"u8))
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "VSERPORT_CHANGE", "data": {"open": true, "id": "port0"}}""")
        .Breaks("event-delivered", "missing");

    [Fact]
    public void Events_OneForSeveralRaised_AreFine() => Dialogue.InCommandMode().Raises(Raised).Raises(Raised).Server(Watchdog).IsFine();

    [Fact]
    public void Event_BeforeNegotiation_IsNotOwed() => Dialogue.Start().Raises(Raised).IsFine();

    [Fact]
    public void Event_OfAClientThatLeft_IsNotOwedToTheNext() => Dialogue.InCommandMode()
        .Raises(Raised).Leaves().Connects().Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""").IsFine();

    [Fact]
    public void GuestEvents_AreThoseOfTheMachine() =>
        Assert.Equal(MachineEvent.OfGuest.Select(raised => EventSource.OfLine(Line(raised))), ProtocolOracle.GuestEvents);

    private static byte[] Line(MachineEvent raised) => [.. "{\"event\": \""u8, .. raised.Name, .. "\", \"data\": "u8, .. raised.Data, .. "}"u8];
}
