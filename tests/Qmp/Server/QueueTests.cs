using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

/// <summary>In-band order, the queue of 8, suspension, and who overtakes whom.</summary>
public class QueueTests
{
    private const string Oob = """{"exec-oob":"migrate-pause","id":"oob"}""";
    private const string NotActive = "migrate-pause is currently only supported during postcopy-active state";

    [Fact]
    public void WithoutOob_NothingIsReadWhileACommandRuns() => Conversation.Negotiated()
        .ClientSleeps(100, id: "slow").Client("""{"execute":"query-name","id":2}""")
        .ServerIsSilent().ServerTakesNoMore(waiting: 31)
        .Passes(99).ServerIsSilent()
        .Passes(1).Server("""{"return": "", "id": "slow"}""").Server("""{"return": {}, "id": 2}""").ServerTakesNoMore(waiting: 0);

    [Fact]
    public void OutOfBand_OvertakesWhatIsQueued() => Conversation.Negotiated(oob: true)
        .ClientSleeps(100, id: "slow").Client("""{"execute":"query-name","id":2}@""" + "\n").Client(Oob)
        .ServerError("GenericError", NotActive, id: "\"oob\"").ServerIsSilent()
        .Passes(100).Server("""{"return": "", "id": "slow"}""").Server("""{"return": {}, "id": 2}""").ServerError("GenericError", "JSON parse error, stray '@'");

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    [InlineData(9, false)]
    public void Queue_OfEight_StopsReadingAltogether(int queued, bool overtakes)
    {
        Conversation conversation = Conversation.Negotiated(oob: true).ClientSleeps(100, id: "slow");
        for (int i = 0; i < queued; i++)
        {
            conversation.Client($$"""{"execute":"query-name","id":{{i}}}""");
        }

        conversation.Client(Oob);
        if (overtakes)
        {
            conversation.ServerError("GenericError", NotActive, id: "\"oob\"");
        }

        int untaken = overtakes ? 0 : Oob.Length + ((queued - 8) * """{"execute":"query-name","id":9}""".Length);
        conversation.ServerIsSilent().ServerTakesNoMore(untaken).Passes(100).Server("""{"return": "", "id": "slow"}""");
        for (int i = 0; i < queued; i++)
        {
            conversation.Server($$"""{"return": {}, "id": {{i}}}""");
        }

        if (!overtakes)
        {
            conversation.ServerError("GenericError", NotActive, id: "\"oob\"");
        }

        conversation.ServerIsSilent();
    }

    [Fact]
    public void Monitors_TakeTurns_BehindASlowCommand() => Conversation.WithMonitors(2)
        .On(0).Connects().ServerGreets().Negotiates(oob: true)
        .On(1).Connects().ServerGreets().Negotiates(oob: true)
        .On(0).Holds().Client("""{"execute":"query-name","id":1}{"execute":"query-name","id":2}""")
        .On(1).Client("""{"execute":"query-name","id":1}""")
        .On(0).RunsOne().Server("""{"return": {}, "id": 1}""").ServerIsSilent()
        .RunsOne().ServerIsSilent().On(1).Server("""{"return": {}, "id": 1}""")
        .On(0).Releases().Server("""{"return": {}, "id": 2}""")
        .RunsOne(ran: false);

    [Fact]
    public void Disconnect_DropsWhatIsQueued_AndTheRunningCommandAnswersTheNextClient() => Conversation.Negotiated()
        .ClientSleeps(100, id: "old").Client("""{"execute":"stop","id":"dropped"}""")
        .Disconnects().Connects().ServerGreets()
        .Client("""{"execute":"qmp_capabilities","id":"new"}""").ServerIsSilent()
        .Passes(100).Server("""{"return": "", "id": "old"}""").Server("""{"return": {}, "id": "new"}""")
        .Client("""{"execute":"query-status"}""").Server("""{"return": {"status": "running", "singlestep": false, "running": true}}""");

    [Fact]
    public void Disconnect_WithAFullQueue_LeavesTheNextClientFree()
    {
        Conversation conversation = Conversation.Negotiated(oob: true).Holds();
        for (int i = 0; i < 9; i++)
        {
            conversation.Client("""{"execute":"stop"}""");
        }

        conversation.Disconnects().Releases().Connects().ServerGreets().Negotiates()
            .Client("""{"execute":"query-status"}""").Server("""{"return": {"status": "running", "singlestep": false, "running": true}}""");
    }

    [Fact]
    public void HalfClose_WithoutOob_StillAnswersWhatWasSent() => Conversation.Negotiated()
        .ClientSleeps(50, id: "slow").HalfCloses().ServerCloses(false)
        .Passes(50).Server("""{"return": "", "id": "slow"}""").ServerCloses();

    [Fact]
    public void HalfClose_WithOob_ClosesAtOnce() => Conversation.Negotiated(oob: true)
        .ClientSleeps(50, id: "slow").HalfCloses().ServerCloses();

    [Fact]
    public void HalfClose_WithOobWhereTheRulesAreKept_StillAnswersWhatWasSent() => Conversation.In(ProtocolDialect.Strict).Connects().ServerGreets().Negotiates(oob: true)
        .ClientSleeps(50, id: "slow").Client("""{"execute":"query-name","id":2}""").HalfCloses().ServerCloses(false)
        .Passes(50).Server("""{"return": "", "id": "slow"}""").Server("""{"return": {}, "id": 2}""").ServerCloses();

    [Fact]
    public void HalfClose_BehindTheCommandOfAnEarlierClient_DoesNotWaitForIt() => Conversation.In(ProtocolDialect.Strict).Connects().ServerGreets().Negotiates(oob: true)
        .ClientSleeps(50, id: "slow").Disconnects()
        .Connects().ServerGreets().HalfCloses().ServerCloses();
}
