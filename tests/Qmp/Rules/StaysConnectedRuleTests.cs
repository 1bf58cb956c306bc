using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class StaysConnectedRuleTests
{
    [Fact]
    public void Close_ThatNobodyAskedFor_Breaks() => Dialogue.InCommandMode().ServerCloses().Breaks("stays-connected", "closed");

    [Theory]
    [InlineData("""{"execute":"quit"}""")]
    [InlineData("""{"execute":"yank","arguments":{"instances":[{"type":"chardev","id":"compat_monitor0"}]}}""")]
    public void Close_AfterQuitOrYank_IsFine(string command) => Dialogue.InCommandMode().Client(command).ServerCloses().IsFine();

    [Fact]
    public void Close_AfterTheEndOfInput_IsFine() => Dialogue.InCommandMode().HalfCloses().ServerCloses().IsFine();

    [Fact]
    public void EndOfInput_AndNoCloseBehindIt_Breaks() => ActingAsQemu().HalfCloses().Breaks("stays-connected", "open");

    [Fact]
    public void Shutdown_AndNoCloseBehindIt_Breaks() => ActingAsQemu()
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""")
        .Client("""{"execute":"quit"}""").Server("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "SHUTDOWN", "data": {}}""").Server("""{"return": {}}""")
        .Breaks("stays-connected", "open");

    /// <summary>The specification does not say that a server has to close.</summary>
    [Fact]
    public void EndOfInput_AndNoCloseOfAnotherServer_IsFine() => Dialogue.InCommandMode().HalfCloses().IsFine();

    private static Dialogue ActingAsQemu() => new Dialogue(new RuleChecker(actsAsQemu: true)).Connects().Server(RecordedTranscript.Greeting);
}
