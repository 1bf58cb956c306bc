namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class NegotiationSucceedsRuleTests
{
    private const string Refused = """{"error": {"class": "CommandNotFound", "desc": "The command qmp_capabilities has not been found"}}""";

    [Theory]
    [InlineData("""{"execute":"qmp_capabilities"}""")]
    [InlineData("""{"arguments":{},"execute":"qmp_capabilities"}""")]
    public void Error_ToANegotiationThatAsksForNothing_Breaks(string sent) => Dialogue.Start().Client(sent).Server(Refused).Breaks("negotiation-succeeds", "refused");

    [Theory]
    [InlineData("""{"execute":"qmp_capabilities","arguments":{"enable":[]}}""")]
    [InlineData("""{"execute":"qmp_capabilities","arguments":[]}""")]
    [InlineData("""{"execute":"qmp_capabilities","more":1}""")]
    [InlineData("""{"exec-oob":"qmp_capabilities"}""")]
    public void Error_ToANegotiationThatAsksForMore_IsFine(string sent) => Dialogue.Start().Client(sent).Server(Refused).IsFine();

    [Fact]
    public void Error_ToASecondNegotiation_IsFine() => Dialogue.InCommandMode().Client("""{"execute":"qmp_capabilities"}""").Server(Refused).IsFine();

    [Fact]
    public void Error_WhereItMayHaveBeenNegotiated_IsFine() => Dialogue.Start().Client("1 {'execute':'qmp_capabilities'}\u0001")
        .Server("""{"return": {}}""").Server(Refused).Client("""{"execute":"qmp_capabilities"}""").Server(Refused).IsFine();
}
