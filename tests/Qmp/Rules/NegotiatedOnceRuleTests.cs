namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class NegotiatedOnceRuleTests
{
    [Fact]
    public void Negotiation_ThatSucceedsTwice_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"qmp_capabilities"}""")
        .Server("""{"return": {}}""")
        .Breaks("negotiated-once", "success");

    [Fact]
    public void Negotiation_ThatSucceedsTwiceInOneChunk_Breaks() => Dialogue.Start()
        .Client("""{"execute":"qmp_capabilities"}{"\u0065xecute":"qmp\u005fcapabilities"}""")
        .Server("""{"return": {}}""")
        .Server("""{"return": {}}""")
        .Breaks("negotiated-once", "success");

    [Fact]
    public void Negotiation_ThatIsRefusedTheSecondTime_IsFine() => Dialogue.InCommandMode()
        .Client("""{"execute":"qmp_capabilities"}""")
        .Server("""{"error": {"class": "CommandNotFound", "desc": "no"}}""")
        .IsFine();
}
