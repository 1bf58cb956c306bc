using System.Text;
using System.Text.Json;
using QmpFuzz.Fuzz;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class JsonJudgedRuleTests
{
    private const string SyntaxError = """{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}""";
    private const string OldSyntaxError = """{"error": {"class": "JSONParsing", "desc": "Invalid JSON syntax", "data": {}}}""";
    private const string OtherError = """{"error": {"class": "GenericError", "desc": "QMP input must be a JSON object"}}""";

    [Theory]
    [InlineData("""{"execute":"stop"}""")]
    [InlineData("""{"execute":"stop","arguments":{"a":[1.5e+3,-0,true,null,"\u00e4\/"]}}""")]
    [InlineData("""[]""")]
    [InlineData("\"text\"")]
    public void SyntaxError_ToWhatIsJson_Breaks(string sent) => Dialogue.InCommandMode().Client(sent).Server(SyntaxError).Breaks("json-judged", "refused");

    [Fact]
    public void SyntaxErrorOf2010_ToWhatIsJson_Breaks() => new Dialogue(new RuleChecker("negotiation-2010")).Connects().Server("""{"QMP": {"version": {}, "capabilities": []}}""")
        .Client("""{"execute":"stop"}""").Server(OldSyntaxError).Breaks("json-judged", "refused");

    [Fact]
    public void OtherError_ToWhatIsJson_IsFine() => Dialogue.InCommandMode().Client("[]").Server(OtherError).IsFine();

    [Theory]
    [InlineData("[1,]")]
    [InlineData("""{"execute":"stop","execute":"stop"}""")]
    [InlineData("\u0001")]
    [InlineData("{@")]
    public void OtherError_ToWhatIsNoJson_Breaks(string sent) => Cutting().Client(sent).Server(OtherError).Breaks("json-judged", "accepted");

    [Theory]
    [InlineData("""{"execute":"stop",}""")]
    [InlineData("""{"execute":"stop" "id":1}""")]
    [InlineData("""{"execute":"stop","id":01}""")]
    [InlineData("""{"execute":"stop","id":tru}""")]
    [InlineData("""{"execute":"\x"}""")]
    [InlineData("""{"execute":stop}""")]
    public void Success_OfWhatIsNoJson_Breaks(string sent) => Cutting().Client(sent).Server("""{"return": {}}""").Breaks("malformed-refused", "success");

    // each text, and how many errors QEMU answers to it
    [Theory]
    [InlineData("[1,]", 1)]
    [InlineData("{\"a\"}", 1)]
    [InlineData("{]", 1)]
    [InlineData("[}", 1)]
    [InlineData("}", 1)]
    [InlineData(",:]", 3)]
    [InlineData("[{]}", 1)]
    [InlineData("{\"a\":1.}x", 1)]
    [InlineData("{\"a\":01}", 2)]
    [InlineData("{\"a\":-}", 1)]
    [InlineData("[1e5.]", 2)]
    [InlineData("[0e5]", 1)]
    [InlineData("[nul,truer]", 1)]
    [InlineData("\"a\tb\" ]", 2)]
    [InlineData("[\"\\x\", \"\\u12\"]", 1)]
    [InlineData("[\"\\", 1)]
    [InlineData("@ \"x\" 12 ü\n]", 2)]
    [InlineData("[1 \u0001 [2", 1)]
    public void TextThatIsNoJson_IsCutAsQemuDoes(string sent, int errors)
    {
        Dialogue dialogue = Cutting().Client(sent);
        for (int i = 0; i < errors; i++)
        {
            dialogue = dialogue.Server(SyntaxError);
        }

        dialogue.Client("\u0001").Server(SyntaxError).Client("""{"execute":"stop","id":1}""").Server("""{"return": {}, "id": 1}""").IsFine();
    }

    /// <summary>Whether these texts are JSON is a matter of dialect, or when they end: nothing is held against any answer.</summary>
    [Theory]
    [InlineData("12")]
    [InlineData("tru")]
    [InlineData("{'execute':'stop'}")]
    [InlineData("""{"execute":"\'"}""")]
    public void TextThatOnlyQemuTakes_IsNotJudged(string sent)
    {
        Cutting().Client(sent).Server("""{"return": {}}""").IsFine();
        Cutting().Client(sent).Server(SyntaxError).IsFine();
    }

    [Fact]
    public void Grammar_OfRandomTexts_AgreesWithTheFrameworksReader()
    {
        string[] parts = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "\"\\u00e4\"", "1", "-0.5e+7", "10", "true", "null", " ", ".", "e", "\\", "\""];
        DeterministicRandom random = new(seed: 1);
        int valid = 0;
        for (int i = 0; i < 100_000; i++)
        {
            string text = "[{\""[random.Below(3)] + string.Concat(Enumerable.Range(0, random.Below(8)).Select(_ => random.Pick<string>(parts)));
            byte[] bytes = Encoding.UTF8.GetBytes(text.TrimEnd());
            bool isJson = IsJson(bytes);
            Assert.True(isJson == GrammarTakes(bytes) || text.Contains("0e", StringComparison.Ordinal), text);
            valid += isJson ? 1 : 0;
        }

        Assert.True(valid > 100);
    }

    private static Dialogue Cutting() => new Dialogue(new RuleChecker(actsAsQemu: true)).Connects().Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""")
        .Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""");

    private static bool GrammarTakes(byte[] text)
    {
        GrammarReader grammar = new();
        GrammarStep step = grammar.Begin(text[0]);
        foreach (byte next in text.AsSpan(1))
        {
            step = step == GrammarStep.Continues ? grammar.Step(next) : GrammarStep.Refused;
        }

        return step == GrammarStep.Complete;
    }

    private static bool IsJson(byte[] text)
    {
        Utf8JsonReader reader = new(text);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
