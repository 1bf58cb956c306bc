namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class ReadsOnRuleTests
{
    [Fact]
    public void Server_ThatLeavesInputUnread_Breaks() => Dialogue.InCommandMode().LeavesUnread().Breaks("reads-on", "stuck");

    [Fact]
    public void Server_ThatWasToldToQuit_ReadsNoMore() => Dialogue.InCommandMode()
        .Client("""{"execute":"quit"}""")
        .Server("""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "SHUTDOWN", "data": {}}""")
        .LeavesUnread()
        .IsFine();
}
