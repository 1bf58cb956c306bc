using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class AnsweredOnceRuleTests
{
    private const string Fault = """{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}""";
    private const string Lacking = """{"error": {"class": "GenericError", "desc": "QMP input lacks member 'execute'"}}""";
    private const string Yank = """{"execute":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor0"}]},"id":"y"}""";
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": ["oob"]}}""";

    [Fact]
    public void Command_WithoutReply_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":1}""")
        .Breaks("answered-once", "missing");

    [Fact]
    public void OutOfBandCommand_WithoutReply_Breaks() => Dialogue.WithOutOfBand()
        .Client("""{"exec-oob":"query-yank","id":1}""")
        .Breaks("answered-once", "missing");

    [Fact]
    public void Command_WithTwoReplies_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":1}""")
        .Server("""{"return": {}, "id": 1}""")
        .Server("""{"return": {}, "id": 1}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void Command_ThatIsNotComplete_NeedsNoReply() => Dialogue.InCommandMode().ClientBytes([.. "{\"execute\":\"stop\""u8]).IsFine();

    [Fact]
    public void Command_WhoseClientLeft_NeedsNoReply() => Dialogue.InCommandMode().Client("""{"execute":"stop"}""").Leaves().IsFine();

    [Fact]
    public void Command_BehindQuit_NeedsNoReply() => Dialogue.InCommandMode()
        .Client("""{"execute":"quit"}{"execute":"stop"}""")
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": false}}""")
        .Server("""{"return": {}}""")
        .ServerCloses()
        .IsFine();

    [Fact]
    public void Command_BeforeAHalfClose_NeedsItsReply() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .HalfCloses()
        .Breaks("answered-once", "missing");

    [Fact]
    public void EndOfInput_ThatDropsCommandsWithOutOfBand_IsKnown() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop"}""")
        .HalfCloses()
        .ServerCloses()
        .Shows(KnownDeviation.EndOfInput);

    [Fact]
    public void EndOfInput_ThatDropsCommandsWithoutOutOfBand_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .HalfCloses()
        .ServerCloses()
        .Breaks("answered-once", "missing");

    [Fact]
    public void EndOfInput_ThatDropsNothing_IsNoDeviation() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop"}""").Server("""{"return": {}}""")
        .HalfCloses()
        .ServerCloses()
        .IsFineAsItStands();

    [Fact]
    public void EndOfInput_ThatDropsCommandsElsewhere_Breaks() => Dialogue.WithOutOfBand("strict")
        .Client("""{"execute":"stop"}""")
        .HalfCloses()
        .ServerCloses()
        .Breaks("answered-once", "missing");

    [Fact]
    public void OwnYank_ThatIsNotAnswered_IsKnown() => Dialogue.InCommandMode().Client(Yank).ServerCloses().Shows(KnownDeviation.OwnYank);

    [Fact]
    public void OwnYank_OutOfBand_IsKnown() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 9\""}}""")
        .Client(Yank.Replace("execute", "exec-oob", StringComparison.Ordinal))
        .ServerCloses()
        .Shows(KnownDeviation.OwnYank);

    [Fact]
    public void OwnYank_ThatIsNotAnsweredElsewhere_Breaks() => new Dialogue(new RuleChecker("strict")).Connects().Server(Greeting)
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Client(Yank)
        .ServerCloses()
        .Breaks("answered-once", "missing");

    [Fact]
    public void OwnYank_ThatMayHaveBeenAnswered_IsNotJudged() => new Dialogue(new RuleChecker("strict")).Connects().Server(Greeting)
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""").Server("""{"return": {}}""")
        .Client("""{"exec-oob":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor0"}]}}{"execute":"stop"}""").Server("""{"return": {}}""")
        .ServerCloses()
        .IsFineAsItStands();

    [Fact]
    public void OwnYank_ThatClosesNothingAndIsNotAnswered_Breaks() => Dialogue.InCommandMode().Client(Yank).Breaks("answered-once", "missing");

    [Fact]
    public void OwnYank_BehindACommandWithoutReply_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""" + Yank)
        .ServerCloses()
        .Breaks("answered-once", "missing");

    [Fact]
    public void OwnYank_ThatMayHaveBeenAnother_IsNotJudged() => Dialogue.InCommandMode()
        .Client(Yank + Yank)
        .ServerCloses()
        .IsFineAsItStands();

    [Fact]
    public void StaleReply_Elsewhere_Breaks() => new Dialogue(new RuleChecker("strict")).Connects().Server(Greeting)
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves().Connects().Server(Greeting)
        .Server("""{"return": {}, "id": "old"}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void StaleReply_WithAnotherId_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves().Connects().Server(Greeting)
        .Server("""{"return": {}, "id": "odd"}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void AsyncReply_BehindAnUnclearStretch_MayBeLate() => WithAsync()
        .ClientBytes([.. "1\u0001"u8]).Client("""{"execute":"screendump","arguments":{"filename":""},"id":5}{}""")
        .Server(Fault).Server(Fault).Server(Lacking)
        .Server("""{"return": {}, "id": 5}""")
        .IsFineAsItStands();

    [Fact]
    public void AsyncReply_AfterTheErrorOfAMalformedOneWithItsId_IsFine() => WithAsync()
        .Client("""{"id":7}{}{"exec-oob":"screendump","id":7}{"execute":"screendump","arguments":{"filename":""},"id":7}""")
        .Server("""{"id": 7, "error": {"class": "GenericError", "desc": "lacks execute"}}""")
        .Server(Lacking)
        .Server("""{"id": 7, "error": {"class": "GenericError", "desc": "unexpected"}}""")
        .Server("""{"return": {}, "id": 7}""")
        .IsFineAsItStands();

    [Fact]
    public void AsyncReply_Twice_Breaks() => WithAsync()
        .Client("""{"execute":"screendump","arguments":{"filename":""},"id":5}""")
        .Server("""{"return": {}, "id": 5}""").Server("""{"return": {}, "id": 5}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void StaleReply_ToTheNextClient_IsKnown() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves()
        .Connects()
        .Server(Greeting)
        .Server("""{"return": {}, "id": "old"}""")
        .Shows(KnownDeviation.StaleReply);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void StaleReply_AfterManyClients_IsKnown(int clients)
    {
        Dialogue dialogue = Dialogue.InCommandMode().Client("""{"execute":"stop","id":"old"}""").Leaves();
        for (int i = 0; i < clients; i++)
        {
            dialogue = dialogue.Connects().Server(Greeting).Client("""{"execute":"stop"}""").Leaves();
        }

        dialogue.Connects().Server(Greeting).Server("""{"return": {}, "id": "old"}""").Shows(KnownDeviation.StaleReply);
    }

    [Fact]
    public void StaleReply_Twice_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves()
        .Connects()
        .Server(Greeting)
        .Server("""{"return": {}, "id": "old"}""")
        .Server("""{"return": {}, "id": "old"}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void StaleReply_OfACommandBehindTheFirst_IsKnown() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}{"execute":"stop","id":"older"}""")
        .Leaves()
        .Connects()
        .Server(Greeting)
        .Server("""{"return": {}, "id": "older"}""")
        .Shows(KnownDeviation.StaleReply);

    [Fact]
    public void StaleReplies_OfTwoCommandsOfOneClient_Break() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}{"execute":"stop","id":"older"}""")
        .Leaves()
        .Connects()
        .Server(Greeting)
        .Server("""{"return": {}, "id": "old"}""")
        .Server("""{"return": {}, "id": "older"}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void StaleReply_BeforeTheGreeting_IsKnown() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves()
        .Connects()
        .Server("""{"return": {}, "id": "old"}""")
        .Server(Greeting)
        .Shows(KnownDeviation.StaleReply);

    [Fact]
    public void StaleReply_OnAnotherMonitor_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":"old"}""")
        .Leaves()
        .On(1)
        .Connects()
        .Server(Greeting)
        .Server("""{"return": {}, "id": "old"}""")
        .Breaks("answered-once", "unasked");

    [Fact]
    public void StaleReply_BeforeTheRealOneWithTheSameId_IsKnown() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .Leaves()
        .Connects()
        .Server(Greeting)
        .Client("""{"execute":"qmp_capabilities"}""")
        .Server("""{"return": {}}""")
        .Server("""{"return": {}}""")
        .Client("""{"execute":"stop","id":1}""")
        .Server("""{"return": {}, "id": 1}""")
        .Shows(KnownDeviation.StaleReply);

    [Fact]
    public void StaleReply_WithTheIdThatAnOutOfBandErrorHad_IsKnown() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":""}{"exec-oob":"odd","id":""}""")
        .Server("""{"id": "", "error": {"class": "CommandNotFound", "desc": "not found"}}""")
        .Leaves().Connects().Server(Greeting)
        .Client("{}")
        .Server("""{"return": {}, "id": ""}""")
        .Server("""{"error": {"class": "GenericError", "desc": "lacks execute"}}""")
        .Shows(KnownDeviation.StaleReply);

    [Fact]
    public void StaleReply_OfAnOutOfBandCommand_Breaks() => Dialogue.WithOutOfBand()
        .Client("""{"execute":"stop","id":1}{"exec-oob":"query-yank","id":2}""")
        .Server("""{"return": {}, "id": 1}""")
        .Leaves().Connects().Server(Greeting)
        .Server("""{"return": {}, "id": 2}""")
        .Breaks("answered-once", "unasked");

    private static Dialogue WithAsync() => new Dialogue(new RuleChecker("async-2017")).Connects().Server(Greeting)
        .Client("""{"execute":"qmp_capabilities","arguments":{"capabilities":["async"]}}""").Server("""{"return": {}}""");
}
