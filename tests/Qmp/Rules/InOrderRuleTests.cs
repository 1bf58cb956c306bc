namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class InOrderRuleTests
{
    [Fact]
    public void Reply_ThatOvertakes_Breaks() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":1}{"execute":"cont","id":2}""")
        .Server("""{"return": {}, "id": 2}""")
        .Server("""{"return": {}, "id": 1}""")
        .Breaks("in-order", "overtaken");

    [Fact]
    public void OutOfBandReply_ThatOvertakes_IsFine() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":1}{"exec-oob":"query-yank","id":2}""")
        .Server("""{"return": {}, "id": 2}""")
        .Server("""{"return": {}, "id": 1}""")
        .IsFine();

    [Fact]
    public void OutOfBandReply_WithTheIdOfAnInBandCommand_IsFine() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":1}{"execute":"cont","id":2}{"exec-oob":"query-yank","id":1}""")
        .Server("""{"return": [], "id": 1}""")
        .Server("""{"return": {}, "id": 1}""")
        .Server("""{"return": {}, "id": 2}""")
        .IsFine();

    [Fact]
    public void OutOfBandReply_InTheChunkThatEnabledIt_MayOvertake() => Dialogue.Start()
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}{"execute":"stop","id":1}{"exec-oob":"query-yank","id":2}""")
        .Server("""{"return": {}}""")
        .Server("""{"return": [], "id": 2}""")
        .Server("""{"return": {}, "id": 1}""")
        .IsFine();

    [Fact]
    public void OutOfBandReply_ThatWasNotEnabled_MayNotOvertake() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":1}{"exec-oob":"query-yank","id":2}""")
        .Server("""{"id": 2, "error": {"class": "GenericError", "desc": "no"}}""")
        .Server("""{"return": {}, "id": 1}""")
        .Breaks("in-order", "overtaken");

    [Fact]
    public void ErrorOfAFault_ThatOvertakes_Breaks() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":1}[]""")
        .Server("""{"error": {"class": "GenericError", "desc": "no object"}}""")
        .Server("""{"return": {}, "id": 1}""")
        .Breaks("in-order", "overtaken");

    [Fact]
    public void OutOfBandReply_AmongRepliesToAnUnclearStretch_IsFine() => Dialogue.WithOutOfBand()
        .ClientBytes([.. "3\u0004{\"exec-oob\":\"query-yank\"}"u8])
        .Server("""{"error": {"class": "GenericError", "desc": "no object"}}""")
        .Server("""{"error": {"class": "GenericError", "desc": "stray"}}""")
        .Server("""{"return": []}""")
        .IsFine();

    [Fact]
    public void OutOfBandError_WithTheIdOfOneThatSucceeds_IsFine() => Dialogue.Start()
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}{"exec-oob":[],"id":2}{"exec-oob":"query-yank","id":2}""")
        .Server("""{"return": {}}""")
        .Server("""{"id": 2, "error": {"class": "GenericError", "desc": "no string"}}""")
        .Server("""{"return": [], "id": 2}""")
        .IsFine();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OutOfBandError_WithTheIdOfAnInBandCommand_IsFine(bool overtakes)
    {
        const string Error = """{"id": 2, "error": {"class": "GenericError", "desc": "no string"}}""";
        const string Success = """{"return": {}, "id": 2}""";
        Dialogue.WithOutOfBand()
            .Client("""{"exec-oob":[],"id":2}{"execute":"cont","id":2}{}""")
            .Server(overtakes ? Error : Success)
            .Server(overtakes ? Success : Error)
            .Server("""{"error": {"class": "GenericError", "desc": "lacks execute"}}""")
            .IsFine();
    }
}
