using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class OneJsonLineRuleTests
{
    [Theory]
    [InlineData("""{"return": {}""", "json")]
    [InlineData("""{"return": {}} {"return": {}}""", "json")]
    [InlineData("""{"return": NaN}""", "json")]
    [InlineData("""{"return": "é"}""", "ascii")]
    [InlineData("{\"return\":\t{}}", "ascii")]
    public void Line_ThatIsNotPlainJson_Breaks(string line, string kind) =>
        Dialogue.InCommandMode().Client("""{"execute":"stop"}""").Server(line).Server("""{"return": {}}""").Breaks("one-json-line", kind);

    [Fact]
    public void Line_ThatEndsInLineFeedAlone_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .ServerBytes([.. "{\"return\": {}}\n"u8])
        .Server("""{"return": {}}""")
        .Breaks("one-json-line", "line-end");

    [Fact]
    public void Line_WithoutAnEnd_BreaksWhenAllIsDrained() => Dialogue.InCommandMode().ServerBytes([.. "{"u8]).Breaks("one-json-line", "line-end");

    [Fact]
    public void Line_InPieces_IsFine() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .ServerBytes([.. "{\"ret"u8])
        .ServerBytes([.. "urn\": {}}\r"u8])
        .ServerBytes([.. "\n"u8])
        .IsFine();

    [Theory]
    [InlineData("1e999", "inf")]
    [InlineData("[-1e999]", "[-inf]")]
    public void Infinity_AsQemuWritesIt_IsKnown(string asked, string echoed) => Dialogue.InCommandMode()
        .Client($$"""{"execute":"stop","id":{{asked}}}""")
        .Server($$"""{"return": {}, "id": {{echoed}}}""")
        .Shows(KnownDeviation.Infinity);

    [Fact]
    public void Infinity_Elsewhere_Breaks() => new Dialogue(new RuleChecker("strict")).Connects()
        .Server("""{"QMP": {"version": {}, "capabilities": []}}""")
        .Client("""{"execute":"qmp_capabilities","id":1e999}""").Server("""{"return": {}, "id": inf}""")
        .Breaks("one-json-line", "json");

    [Theory]
    [InlineData("""{"return": {}, "id": infinity}""")]
    [InlineData("""{"return": {}, "id": inf""")]
    public void Infinity_InALineThatIsNoJsonApartFromIt_Breaks(string line) => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":1e999}""").Server(line)
        .Breaks("one-json-line", "json");

    [Fact]
    public void Infinity_ThatWasNotAsked_BreaksTheId() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":1}""")
        .Server("""{"return": {}, "id": inf}""")
        .Breaks("id-echoed", "id");
}
