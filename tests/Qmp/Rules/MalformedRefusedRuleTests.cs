namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class MalformedRefusedRuleTests
{
    [Theory]
    [InlineData("""{"id":1}""", """{"return": {}, "id": 1}""")]
    [InlineData("""{"execute":1}""", """{"return": {}}""")]
    [InlineData("""{"execute":"stop","exec-oob":"stop"}""", """{"return": {}}""")]
    [InlineData("""{"exec-oob":"query-yank"}""", """{"return": {}}""")]
    [InlineData("""[]""", """{"return": {}}""")]
    [InlineData("\u0001", """{"return": {}}""")]
    [InlineData("""{"execute":"stop","execute":"stop"}""", """{"return": {}}""")]
    [InlineData("""{"execute":"\ud800"}""", """{"return": {}}""")]
    public void Message_ThatIsNoCommandAndSucceeds_Breaks(string sent, string reply) =>
        Dialogue.InCommandMode().Client(sent).Server(reply).Breaks("malformed-refused", "success");
}
