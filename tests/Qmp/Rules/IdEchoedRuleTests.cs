namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class IdEchoedRuleTests
{
    [Theory]
    [InlineData("1", "2")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "false")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("18446744073709551615", "18446744073709551614")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("[1,2]", "[2, 1]")]
    [InlineData("[1,2]", "[1]")]
    [InlineData("[1]", "[1, 2]")]
    [InlineData("{\"a\":1}", "{\"a\": 1, \"b\": 2}")]
    [InlineData("{\"a\":1,\"b\":2}", "{\"a\": 1}")]
    [InlineData("[[[1]]]", "[[[2]]]")]
    public void Id_ThatComesBackChanged_Breaks(string asked, string echoed) => Dialogue.InCommandMode()
        .Client($$"""{"execute":"stop","id":{{asked}}}""")
        .Server($$"""{"return": {}, "id": {{echoed}}}""")
        .Breaks("id-echoed", "id");

    [Theory]
    [InlineData("null", "null")]
    [InlineData("-0", "0")]
    [InlineData("1.0", "1")]
    [InlineData("1e22", "1e+22")]
    [InlineData("0.1", "0.10000000000000001")]
    [InlineData("12345678901234567890123", "1.2345678901234568e+22")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("\"é\\/\"", "\"\\u00E9/\"")]
    [InlineData("\"\\u0000😀\"", "\"\\u0000\\uD83D\\uDE00\"")]
    [InlineData("{\"a\":{\"b\":[true]},\"\\u0063\":2}", "{\"c\": 2, \"a\": {\"b\": [true]}}")]
    public void Id_ThatComesBackAsTheSameValue_IsFine(string asked, string echoed) => Dialogue.InCommandMode()
        .Client($$"""{"execute":"stop","id":{{asked}}}""")
        .Server($$"""{"return": {}, "id": {{echoed}}}""")
        .IsFine();

    [Fact]
    public void Id_ThatIsNotEchoed_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop","id":null}""")
        .Server("""{"return": {}}""")
        .Breaks("id-echoed", "id");

    [Fact]
    public void Id_ThatNobodyGave_Breaks() => Dialogue.InCommandMode()
        .Client("""{"execute":"stop"}""")
        .Server("""{"return": {}, "id": null}""")
        .Breaks("id-echoed", "id");
}
