using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Machine;

public sealed class HumanMonitorTests
{
    [Theory]
    [InlineData("info status", "VM status: running\\r\\n")]
    [InlineData(" info version ", "7.2.22Debian 1:7.2+dfsg-7+deb12u18+b3\\r\\n")]
    [InlineData("info block-jobs", "No active jobs\\r\\n")]
    [InlineData("info nonsense", "unknown command: 'info nonsense'\\r\\n")]
    [InlineData("nonsense more", "unknown command: 'nonsense'\\r\\n")]
    [InlineData("", "")]
    public void Line_IsAnsweredAsText(string line, string text) => Conversation.Negotiated().Client(Ask(line)).Server($$"""{"return": "{{text}}"}""");

    [Fact]
    public void Line_ThatActs_ActsOnTheSameMachine() => Conversation.Negotiated()
        .Client(Ask("stop")).ServerEvent("STOP").Server("""{"return": ""}""")
        .Client(Ask("info status")).Server("""{"return": "VM status: paused\r\n"}""")
        .Client(Ask("system_reset")).ServerEvent("RESET", """{"guest": false, "reason": "host-qmp-system-reset"}""").Server("""{"return": ""}""")
        .Client(Ask("info status")).Server("""{"return": "VM status: paused (prelaunch)\r\n"}""")
        .Client(Ask("cont")).ServerEvent("RESUME").Server("""{"return": ""}""");

    private static string Ask(string line) => $$$"""{"execute":"human-monitor-command","arguments":{"command-line":"{{{line}}}"}}""";
}
