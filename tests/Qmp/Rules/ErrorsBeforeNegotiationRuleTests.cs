namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class ErrorsBeforeNegotiationRuleTests
{
    [Fact]
    public void Command_ThatSucceedsBeforeNegotiation_Breaks() => Dialogue.Start()
        .Client("""{"execute":"stop","id":1}""")
        .Server("""{"return": {}, "id": 1}""")
        .Breaks("errors-before-negotiation", "success");

    [Fact]
    public void Command_ThatIsRefusedBeforeNegotiation_IsFine() => Dialogue.Start()
        .Client("""{"execute":"stop","id":1}""")
        .Server("""{"id": 1, "error": {"class": "CommandNotFound", "desc": "no"}}""")
        .IsFine();
}
