namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class NothingAfterLeavingRuleTests
{
    private const string Event = """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}""";

    [Fact]
    public void Output_AfterTheClientLeft_Breaks() => Dialogue.InCommandMode().Leaves().Server(Event).Breaks("nothing-after-leaving", "after");

    [Fact]
    public void Output_AfterTheServerClosed_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"quit"}""")
        .ServerCloses()
        .Server("""{"return": {}}""")
        .Breaks("nothing-after-leaving", "after");

    [Fact]
    public void Output_BeforeAClientConnects_Breaks() => new Dialogue().Server(Event).Breaks("nothing-after-leaving", "before");
}
