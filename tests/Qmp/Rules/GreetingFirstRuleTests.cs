namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class GreetingFirstRuleTests
{
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": ["oob"]}}""";

    [Fact]
    public void Greeting_ThatIsMissing_Breaks() => new Dialogue().Connects().Breaks("greeting-first", "missing");

    [Fact]
    public void Greeting_Twice_Breaks() => Dialogue.Start().Server(Greeting).Breaks("greeting-first", "repeated");

    [Fact]
    public void Greeting_BehindAReply_Breaks() => new Dialogue()
        .Connects()
        .Client("""{"execute":"qmp_capabilities"}""")
        .Server("""{"return": {}}""")
        .Server(Greeting)
        .Server("""{"return": {}}""")
        .Breaks("greeting-first", "late");

    [Fact]
    public void Greeting_OnEachConnection_IsFine() => Dialogue.Start().Leaves().Connects().Server(Greeting).IsFine();
}
