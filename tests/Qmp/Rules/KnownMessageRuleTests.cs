namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class KnownMessageRuleTests
{
    [Theory]
    [InlineData("""{"hello": 1}""")]
    [InlineData("""[]""")]
    [InlineData("""{"return": {}, "error": {"class": "A", "desc": "b"}}""")]
    [InlineData("""{"return": {}, "return": {}}""")]
    [InlineData("""{"error": {"class": "A"}}""")]
    [InlineData("""{"event": "STOP"}""")]
    [InlineData("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP", "id": 1}""")]
    public void Message_OfNoKind_Breaks(string line) => Dialogue.InCommandMode().Server(line).Breaks("known-message", "unknown");
}
