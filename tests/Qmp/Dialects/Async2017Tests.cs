using System.Globalization;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

public sealed class Async2017Tests
{
    private const string LacksId = "QMP input lacks member 'id'";

    /// <summary>The example of the text: the capability is offered, chosen, and granted.</summary>
    [Fact]
    public void Capability_ThatIsOffered_IsChosenWithTheMemberCapabilities() => Started()
        .Client("""{ "execute": "qmp_capabilities", "arguments": { "capabilities": [ "async" ] } }""").Server("""{"return": {}}""");

    [Fact]
    public void Capability_Unknown_IsRefusedAndNothingIsNegotiated() => Started()
        .Client("""{"execute":"qmp_capabilities","arguments":{"capabilities":["oob"]}}""").ServerError("GenericError", "Parameter 'null' does not accept value 'oob'")
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["async"]}}""").ServerError("GenericError", "Parameter 'enable' is unexpected")
        .Client("""{"execute":"query-name"}""").ServerError("CommandNotFound", "The command query-name has not been found");

    [Fact]
    public void Command_WithoutIdOnceAsync_IsAGenericErrorWithoutId() => WithAsync()
        .Client("""{"execute":"query-name"}""").ServerError("GenericError", LacksId)
        .Client("""{"execute":"screendump","arguments":{"filename":"a"}}""").ServerError("GenericError", LacksId).HasPending(0)
        .Client("""{"execute":"no-such"}""").ServerError("GenericError", LacksId)
        .Client("""{"execute":"query-name","id":null}""").Server("""{"return": {}, "id": null}""");

    [Fact]
    public void Command_WithoutIdAndWithoutAsync_Runs() => Started()
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"query-name"}""").Server("""{"return": {}}""");

    [Fact]
    public void Replies_OfAsyncCommands_OvertakeInAnyOrder() => WithAsync()
        .Then(Dumps("1")).Then(Dumps("2")).Then(Dumps("3")).ServerIsSilent().HasPending(3)
        .Completes(2).Server("""{"return": {}, "id": 3}""")
        .Completes(0).Server("""{"return": {}, "id": 1}""")
        .Passes(40).Server("""{"return": {}, "id": 2}""").HasPending(0);

    [Fact]
    public void Command_BehindAnAsyncOne_DoesNotWaitForIt() => WithAsync()
        .Then(Dumps("1"))
        .Client("""{"execute":"query-name","id":2}""").Server("""{"return": {}, "id": 2}""")
        .Passes(40).Server("""{"return": {}, "id": 1}""");

    [Fact]
    public void Replies_OfOtherCommands_StayInOrder() => WithAsync()
        .ClientSleeps(100, id: "slow")
        .Client("""{"execute":"query-name","id":2}""").Then(Dumps("3")).ServerIsSilent()
        .Passes(100).Server("""{"return": "", "id": "slow"}""").Server("""{"return": {}, "id": 2}""")
        .Passes(40).Server("""{"return": {}, "id": 3}""");

    [Fact]
    public void Ids_ThatAreTheSame_AreAcceptedAndEachIsAnswered() => WithAsync()
        .Then(Dumps("7")).Then(Dumps("7")).Client("""{"execute":"query-name","id":7}""")
        .Server("""{"return": {}, "id": 7}""").ServerIsSilent()
        .Completes(1).Server("""{"return": {}, "id": 7}""")
        .Completes(0).Server("""{"return": {}, "id": 7}""").ServerIsSilent();

    [Fact]
    public void Calls_WithoutAsync_MayBeOutstandingAndAreAnsweredInOrder() => Started()
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Then(Dumps("1")).Then(Dumps("2")).Client("""{"execute":"query-name"}""").ServerTakesNoMore(waiting: 0).ServerIsSilent().HasPending(1)
        .Passes(40).Server("""{"return": {}, "id": 1}""").ServerIsSilent()
        .Passes(40).Server("""{"return": {}, "id": 2}""").Server("""{"return": {}}""");

    [Fact]
    public void Event_BetweenACommandAndItsReply_Comes() => WithAsync()
        .Then(Dumps("1"))
        .MachineRaises("RESET").ServerEvent("RESET", """{"guest": true, "reason": "guest-reset"}""")
        .Client("""{"execute":"stop","id":2}""").ServerEvent("STOP").Server("""{"return": {}, "id": 2}""")
        .Passes(40).Server("""{"return": {}, "id": 1}""");

    [Fact]
    public void PendingCommand_OfAClientThatLeft_GoesOnAndIsAnsweredToNobody() => WithAsync()
        .Then(Dumps("1")).Disconnects().HasPending(1)
        .Connects().ServerGreets(capabilities: "\"async\"").Then(Negotiate)
        .Then(Dumps("1")).HasPending(2)
        .Completes(0).ServerIsSilent()
        .Completes(0).Server("""{"return": {}, "id": 1}""");

    [Fact]
    public void PendingCommands_OfAClientThatSendsNoMore_AreAnswered() => WithAsync()
        .Then(Dumps("1")).Then(Dumps("2")).HalfCloses().ServerCloses(false)
        .Completes(1).Server("""{"return": {}, "id": 2}""").ServerCloses(false)
        .Completes(0).Server("""{"return": {}, "id": 1}""").ServerCloses();

    [Fact]
    public void Reply_ToOneClient_DoesNotGoToAnother() => Conversation.In(ProtocolDialect.Async2017, monitors: 2)
        .On(0).Connects().ServerGreets(capabilities: "\"async\"").Then(Negotiate)
        .On(1).Connects().ServerGreets(capabilities: "\"async\"").Then(Negotiate)
        .On(0).Then(Dumps("1")).On(1).Then(Dumps("1"))
        .Completes(1).On(0).ServerIsSilent().On(1).Server("""{"return": {}, "id": 1}""")
        .Completes(0).On(0).Server("""{"return": {}, "id": 1}""").On(1).ServerIsSilent();

    [Fact]
    public void PendingCommands_OverTheLimit_AreRefused()
    {
        Conversation conversation = WithAsync();
        int limit = ProtocolDialect.Async2017.PendingLimit;
        for (int i = 0; i < limit; i++)
        {
            conversation.Then(Dumps(i.ToString(CultureInfo.InvariantCulture)));
        }

        conversation.HasPending(limit).ServerIsSilent()
            .Then(Dumps("\"over\"")).ServerError("GenericError", "Too many commands are pending", id: "\"over\"").HasPending(limit)
            .Completes(0).Server("""{"return": {}, "id": 0}""")
            .Then(Dumps("\"fits\"")).ServerIsSilent().HasPending(limit);
    }

    [Fact]
    public void PendingCommands_OfClientsThatLeft_CountForTheLimit()
    {
        Conversation conversation = WithAsync();
        int limit = ProtocolDialect.Async2017.PendingLimit;
        for (int i = 0; i < limit; i++)
        {
            conversation.Then(Dumps("1"));
        }

        conversation.Disconnects().Connects().ServerGreets(capabilities: "\"async\"").Then(Negotiate)
            .Then(Dumps("2")).ServerError("GenericError", "Too many commands are pending", id: "2");
    }

    [Fact]
    public void Backlog_ThatIsFull_ReadsNoMoreUntilOneIsTaken()
    {
        const string Query = """{"execute":"query-name","id":1}""";
        Conversation conversation = WithAsync().ClientSleeps(10, id: "slow");
        for (int i = 1; i < ProtocolDialect.Async2017.QueueLimit; i++)
        {
            conversation.Client(Query).ServerTakesNoMore(waiting: 0);
        }

        conversation.Client(Query).ServerTakesNoMore(waiting: 0).Client(Query).ServerTakesNoMore(waiting: Query.Length).ServerIsSilent()
            .Passes(10).Server("""{"return": "", "id": "slow"}""").ServerTakesNoMore(waiting: 0);
    }

    [Fact]
    public void ExecOob_IsNoMemberHere_AndIsAnsweredInItsTurn() => WithAsync()
        .ClientSleeps(10, id: "slow").Client("""{"exec-oob":"query-yank","id":1}""").ServerIsSilent()
        .Passes(10).Server("""{"return": "", "id": "slow"}""").ServerError("GenericError", "QMP input member 'exec-oob' is unexpected", id: "1");

    [Fact]
    public void Infinity_InAnId_ComesBackAsJson() => WithAsync()
        .Client("""{"execute":"query-name","id":[-1e999]}""").Server("""{"return": {}, "id": [-1e999]}""");

    private static Conversation Started() => Conversation.In(ProtocolDialect.Async2017).Connects().ServerGreets(capabilities: "\"async\"").ServerIsSilent();

    private static Conversation WithAsync() => Started().Then(Negotiate);

    private static void Negotiate(Conversation conversation) => conversation
        .Client("""{"execute":"qmp_capabilities","arguments":{"capabilities":["async"]}}""").Server("""{"return": {}}""");

    private static Action<Conversation> Dumps(string id) => conversation => conversation
        .Client($$"""{"execute":"screendump","arguments":{"filename":"a"},"id":{{id}}}""");
}
