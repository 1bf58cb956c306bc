using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

/// <summary>Where RFC 8259 and QEMU's JSON differ, and where "strict" keeps to the rules and QEMU does not. Latin-1 is sent: one character, one byte.</summary>
public sealed class StrictTests
{
    [Theory]
    [InlineData("0e5", "0")]
    [InlineData("0E+5", "0")]
    [InlineData("-0e-1", "-0")]
    [InlineData("1E2", "100")]
    [InlineData("\"\xEF\xBF\xBE\\uFFFF\\uFDD0\"", "\"\\uFFFE\\uFFFF\\uFDD0\"")]
    [InlineData("\"it's\"", "\"it's\"")]
    public void Text_ThatTheRfcAllows_IsAccepted(string id, string echoed) => InCommandMode()
        .Client($$"""{"execute":"query-name","id":{{id}}}""").Server($$"""{"return": {}, "id": {{echoed}}}""");

    [Theory]
    [InlineData("""["it\'s"]""", "invalid escape sequence in string")]
    [InlineData("[\"\xC0\x80\"]", "invalid UTF-8 sequence in string")]
    [InlineData("[\"\xC3\"]", "invalid UTF-8 sequence in string")]
    [InlineData("[\"\\uD800\"]", "\\\\uD800 is not a valid Unicode character")]
    public void Text_ThatTheRfcForbidsOrLeavesOpen_IsRefused(string text, string fault) => InCommandMode()
        .Client(text).ServerError("GenericError", $"JSON parse error, {fault}")
        .Then(Answers());

    [Fact]
    public void Quotes_ThatAreSingle_AreStrayBytes() => InCommandMode()
        .Client("'").ServerError("GenericError", "JSON parse error, stray '''")
        .Client("\n").ServerIsSilent().Then(Answers());

    [Theory]
    [InlineData("""{"execute":"stop","execute":"cont"}""")]
    [InlineData("""{"execute":"stop","id":{"a":1,"\u0061":2}}""")]
    public void Keys_ThatStandTwice_AreRefused(string command) => InCommandMode()
        .Client(command).ServerError("GenericError", "JSON parse error, duplicate key")
        .Then(Answers());

    /// <summary>The same broken bytes, the same answers as from QEMU: what is skipped and where reading goes on does not differ.</summary>
    [Theory]
    [InlineData("{\"a\":@,\"b\":1}\n")]
    [InlineData("{\"a\":1.}[2]\n")]
    [InlineData("\"abc\ndef\" [2]\n")]
    [InlineData("[1,]\u00FF{\"a\u00FE[{]}")]
    [InlineData("True {\"execute\"\n\"stop\"}")]
    [InlineData("12}null]\u0001\n")]
    public void Recovery_FromBrokenBytes_IsThatOfQemu(string bytes)
    {
        IReadOnlyList<string> strict = InCommandMode().Client(bytes).SaidSoFar();

        Assert.NotEmpty(strict);
        Assert.Equal(Conversation.Negotiated().Client(bytes).SaidSoFar(), strict);
    }

    [Fact]
    public void Negotiation_IsThatOfQemu() => Started()
        .Client("""{"execute":"stop","id":1}""").ServerError("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'", id: "1")
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["foo"]}}""").ServerError("GenericError", "Parameter 'null' does not accept value 'foo'")
        .Negotiates(oob: true)
        .ClientSleeps(10, id: "slow").Client("""{"exec-oob":"migrate-pause","id":2}""").ServerError("GenericError", "migrate-pause is currently only supported during postcopy-active state", id: "2")
        .Passes(10).Server("""{"return": "", "id": "slow"}""");

    [Fact]
    public void Reply_OfACommandWhoseClientLeft_GoesToNobody() => InCommandMode()
        .ClientSleeps(100, id: "old").Disconnects().Connects().ServerGreets()
        .Passes(100).ServerIsSilent();

    [Fact]
    public void Infinity_InAnId_ComesBackAsJson() => InCommandMode()
        .Client("""{"execute":"query-name","id":1e999}""").Server("""{"return": {}, "id": 1e999}""");

    private static Conversation Started() => Conversation.In(ProtocolDialect.Strict).Connects().ServerGreets().ServerIsSilent();

    private static Conversation InCommandMode() => Started().Negotiates();

    private static Action<Conversation> Answers() => conversation => conversation
        .Client("""{"execute":"query-name","id":"after"}""").Server("""{"return": {}, "id": "after"}""").ServerIsSilent();
}
