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
}
