namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class EventRateRuleTests
{
    private const string Watchdog = """{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "WATCHDOG", "data": {"action": "none"}}""";

    [Fact]
    public void LimitedEvent_TwiceAtOnce_Breaks() => Dialogue.InCommandMode()
        .At(0).Server(Watchdog).At(300_000).Server(Watchdog).Breaks("event-rate", "early");

    [Fact]
    public void LimitedEvent_TwiceForTwoClients_Breaks() => Dialogue.InCommandMode()
        .At(0).Server(Watchdog).Leaves().Connects().Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""")
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .At(300_000).Server(Watchdog).Breaks("event-rate", "early");

    [Fact]
    public void LimitedEvent_ASecondLater_IsFine() => Dialogue.InCommandMode()
        .At(0).Server(Watchdog).At(1_000_000).Server(Watchdog).IsFine();

    [Fact]
    public void LimitedEvents_OfTwoSources_AreFine() => Dialogue.InCommandMode().At(0)
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "VSERPORT_CHANGE", "data": {"open": true, "id": "port0"}}""")
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "VSERPORT_CHANGE", "data": {"open": true, "id": "port1"}}""")
        .IsFine();

    [Fact]
    public void LimitedEvents_OfOneSource_Break() => Dialogue.InCommandMode().At(0)
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "VSERPORT_CHANGE", "data": {"open": true, "id": "port0"}}""")
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "VSERPORT_CHANGE", "data": {"id": "port0", "open": false}}""")
        .Breaks("event-rate", "early");

    [Fact]
    public void UnlimitedEvent_TwiceAtOnce_IsFine() => Dialogue.InCommandMode().At(0)
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "POWERDOWN"}""")
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "POWERDOWN"}""")
        .IsFine();

    [Fact]
    public void LimitedEvents_InATranscriptWithoutTimes_AreNotJudged() => Dialogue.InCommandMode().Server(Watchdog).Server(Watchdog).IsFine();
}
