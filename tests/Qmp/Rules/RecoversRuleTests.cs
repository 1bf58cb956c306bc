namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class RecoversRuleTests
{
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": ["oob"]}}""";
    private const string Error = """{"error": {"class": "GenericError", "desc": "JSON parse error"}}""";

    [Fact]
    public void Command_AfterAResetByteWithoutReply_Breaks() => Dialogue.InCommandMode()
        .Client("""{"a":@ 'what'""")
        .Server(Error)
        .Server(Error)
        .ClientBytes(0xFF)
        .Server(Error)
        .Client("""{"execute":"stop","id":"after"}""")
        .Breaks("recovers", "missing");

    [Fact]
    public void Command_AfterAResetByteWithReply_IsFine() => Dialogue.InCommandMode()
        .Client("""{"a":@ 'what'""")
        .Server(Error)
        .ClientBytes(0xFF)
        .Server(Error)
        .Client("""{"execute":"stop","id":"after"}""")
        .Server("""{"return": {}, "id": "after"}""")
        .IsFine();

    [Fact]
    public void ResetByte_WithoutError_Breaks() => Dialogue.InCommandMode().ClientBytes(1).Breaks("recovers", "missing");

    [Theory]
    [InlineData("quit", true)]
    [InlineData("stop", false)]
    public void ResetByte_WithoutErrorBehindAClientThatLeft_BreaksUnlessThatOneAskedForTheEnd(string left, bool isFine)
    {
        Dialogue dialogue = Dialogue.InCommandMode().Client($$"""{"execute":"{{left}}"}""").Leaves().Connects().Server(Greeting).ClientBytes(1);
        if (isFine)
        {
            dialogue.IsFine();
        }
        else
        {
            dialogue.Breaks("recovers", "missing");
        }
    }

    [Fact]
    public void ResetByte_WithoutErrorBehindAQuitThatWasRefused_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"quit","arguments":1}""")
        .Server("""{"error": {"class": "GenericError", "desc": "no"}}""")
        .Leaves().Connects().Server(Greeting)
        .ClientBytes(1)
        .Breaks("recovers", "missing");

    [Fact]
    public void Command_AfterADuplicateKeyWithoutReply_Breaks() => Dialogue.InCommandMode()
        .Client("""{"id":1,"\u0069d":2}{"execute":"stop"}""")
        .Server(Error)
        .Breaks("recovers", "missing");

    [Fact]
    public void UnclearStretch_Always_ExplainsAnyReply() => Dialogue.InCommandMode()
        .Client("""{'execute':'stop'} 42 {'execute':'cont'} {'a" """)
        .Server("""{"return": {}}""")
        .Server(Error)
        .Server("""{"return": {}, "id": 7}""")
        .IsFine();
}
