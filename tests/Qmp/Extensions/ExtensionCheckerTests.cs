using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Extensions;

/// <summary>Each of the seven rules over what a server says and over its schema, kept and broken.</summary>
public sealed class ExtensionCheckerTests
{
    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""";

    private const string Types = """
        {"name": "int", "meta-type": "builtin", "json-type": "int"}, {"name": "str", "meta-type": "builtin", "json-type": "string"},
        {"name": "0", "meta-type": "object", "members": []},
        {"name": "3", "meta-type": "enum", "values": ["soft", "hard"]},
        """;

    private const string Stop = """
        {"name": "stop", "meta-type": "command", "arg-type": "1", "ret-type": "2"}, {"name": "STOP", "meta-type": "event", "arg-type": "2"},
        """;

    private const string Own = """{"name": "1", "meta-type": "object", "members": [{"name": "mode", "type": "3", "default": null}]},""";
    private const string Result = """{"name": "2", "meta-type": "object", "members": [{"name": "count", "type": "int"}]}""";

    private static readonly UpstreamSchema Small = Parse($$"""{"qemu": {"major": 7, "minor": 2}, "schema": [{{Types}}{{Stop}}{{Own}}{{Result}}]}""");
    private static readonly UpstreamSchema Shipped = Parse(File.ReadAllText(Repository.PathOf("corpus/schema/qemu-7.2.json")));

    [Theory]
    [InlineData("""{"return": {"count": 1}}""")]
    [InlineData("""{"return": {"count": 1, "__org.example_more": true}}""")]
    [InlineData("""{"return": {}}""")]
    public void Rule1_AReplyAsUpstreams_IsFine(string reply) => Assert.Empty(Reply("stop", reply, """{"mode": "soft"}"""));

    [Theory]
    [InlineData("""{"return": {"count": 1, "more": true}}""", null, "command stop, return.more")]
    [InlineData("""{"return": {"count": "1"}}""", null, "command stop, return.count")]
    [InlineData("""{"return": []}""", null, "command stop, return")]
    [InlineData("""{"return": {}}""", """{"mode": "softer"}""", "command stop, argument mode = softer")]
    [InlineData("""{"return": {}}""", """{"__org.example_force": true}""", "command stop, argument __org.example_force")]
    public void Rule1_AnExtendedCommand_Breaks(string reply, string? arguments, string member) => AssertOne(Reply("stop", reply, arguments), 1, member);

    [Theory]
    [InlineData("""{"event": "STOP", "data": {"count": 1}}""")]
    [InlineData("""{"event": "STOP", "data": {"count": 1, "__org.example_why": "x"}}""")]
    [InlineData("""{"event": "__org.example_STOPPED", "data": {"anything": 1}}""")]
    public void Rule2_AnEventAsUpstreamsOrANewOne_IsFine(string message) => Assert.Empty(Greeted(Small).OnEvent(Json(message)));

    [Fact]
    public void Rule2_AnExtendedEvent_Breaks() =>
        AssertOne(Greeted(Small).OnEvent(Json("""{"event": "STOP", "data": {"count": 1, "why": "x"}}""")), 2, "event STOP, data.why");

    [Theory]
    [InlineData("stop", "GenericError")]
    [InlineData("__org.example_freeze", "__org.example_TooCold")]
    public void Rule3_AnErrorOfUpstreamOrOfANewCommand_IsFine(string command, string errorClass) => Assert.Empty(Reply(command, Error(errorClass)));

    [Fact]
    public void Rule3_ANewErrorOfACommandOfUpstream_Breaks() => AssertOne(Reply("stop", Error("__org.example_TooCold")), 3, "command stop");

    [Fact]
    public void Rule4_UpstreamsCapabilities_AreFine() => Assert.Empty(new ExtensionChecker(Small).OnGreeting(Json(Greeting)));

    [Fact]
    public void Rule4_ANewCapability_Breaks() =>
        AssertOne(new ExtensionChecker(Small).OnGreeting(Json(Greeting.Replace("\"oob\"", "\"oob\", \"__org.example_fast\"", StringComparison.Ordinal))), 4, "greeting");

    [Fact]
    public void Rule5_APrefixedCommand_IsFine() => Assert.Empty(Reply("__org.example_freeze", """{"return": {}}"""));

    [Fact]
    public void Rule5_AnUnprefixedCommand_Breaks() => AssertOne(Reply("freeze", """{"return": {}}"""), 5, "command freeze");

    [Fact]
    public void Rule5_AnUnprefixedEvent_Breaks() => AssertOne(Greeted(Small).OnEvent(Json("""{"event": "FROZEN"}""")), 5, "event FROZEN");

    [Fact]
    public void Rule5_AnUnprefixedErrorClass_Breaks() => AssertOne(Reply("__org.example_freeze", Error("TooCold")), 5, "error class TooCold");

    [Fact]
    public void Rule5_AnUpstreamThatUsesAReservedName_Breaks() =>
        AssertOne(ExtensionChecker.CheckUpstream(Parse("""[{"name": "__x", "meta-type": "command", "arg-type": "0", "ret-type": "0"}]""")), 5, "__x");

    [Fact]
    public void Rule5_TheUpstreamThatShips_IsFine() => Assert.Empty(ExtensionChecker.CheckUpstream(Shipped));

    [Fact]
    public void Rule6_ANameWithADomain_IsFine() => Assert.Empty(Greeted(Small).OnCommandList(Json("""[{"name": "stop"}, {"name": "__org.example_freeze"}]""")));

    [Fact]
    public void Rule6_ANameWithoutADomain_IsAWarning()
    {
        ExtensionBreach breach = Assert.Single(Greeted(Small).OnCommandList(Json("""[{"name": "stop"}, {"name": "__freeze"}]""")));
        Assert.Equal((6, true, "command __freeze"), (breach.Rule.Number, breach.Rule.IsAdvice, breach.Member));
    }

    [Fact]
    public void Rule7_AGreetingOfAnotherVersion_IsFine() =>
        Assert.Empty(new ExtensionChecker(Small).OnGreeting(Json(Greeting.Replace("7", "99", StringComparison.Ordinal))));

    [Fact]
    public void Rule7_AGreetingWithMore_Breaks() =>
        AssertOne(new ExtensionChecker(Small).OnGreeting(Json(Greeting.Replace("\"package\": \"\"", "\"package\": \"\", \"vendor\": 1", StringComparison.Ordinal))), 7, "greeting");

    [Theory]
    [InlineData("""{"name": "freeze", "meta-type": "command", "arg-type": "0", "ret-type": "0"},""", Own, Result, 5, "command freeze")]
    [InlineData("""{"name": "FROZEN", "meta-type": "event", "arg-type": "0"},""", Own, Result, 5, "event FROZEN")]
    [InlineData("", """{"name": "1", "meta-type": "object", "members": [{"name": "mode", "type": "3"}, {"name": "__org.example_force", "type": "str", "default": null}]},""", Result, 1, "command stop, argument __org.example_force")]
    [InlineData("", """{"name": "1", "meta-type": "object", "members": [{"name": "mode", "type": "int"}]},""", Result, 1, "command stop, argument mode")]
    public void Schema_ThatBreaksARule_IsReportedWithItsMember(string more, string own, string result, int rule, string member) =>
        AssertOne(Schema($"[{more}{Types}{Stop}{own}{result}]"), rule, member);

    [Fact]
    public void Schema_WithAnExtendedResultAndEvent_BreaksBothRules() => Assert.Equal(
        ["command stop, return.more", "event STOP, data.more"],
        Schema($$"""[{{Types}}{{Stop}}{{Own}}{"name": "2", "meta-type": "object", "members": [{"name": "count", "type": "int"}, {"name": "more", "type": "str"}]}]""").Select(breach => breach.Member));

    [Theory]
    [InlineData("""{"name": "__org.example_freeze", "meta-type": "command", "arg-type": "0", "ret-type": "0"},""", Own)]
    [InlineData("", """{"name": "1", "meta-type": "object", "members": []},""")]
    public void Schema_WithANewCommandOrWithoutAnOptionalMember_IsFine(string more, string own) => Assert.Empty(Schema($"[{more}{Types}{Stop}{own}{Result}]"));

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"name": "x", "meta-type": "command"}]""")]
    [InlineData("""[{"name": 1, "meta-type": "command"}]""")]
    public void Schema_ThatIsNone_SaysSo(string entities)
    {
        Assert.Empty(Greeted(Small).OnSchema(Json(entities), out string fault));
        Assert.NotEqual("", fault);
    }

    [Fact]
    public void Checker_WithoutASchemaOfTheVersion_JudgesNamesOnlyAndSaysSo()
    {
        ExtensionChecker checker = new(Shipped);
        Assert.Empty(checker.OnGreeting(Json(Greeting.Replace("\"major\": 7", "\"major\": 8", StringComparison.Ordinal))));

        Assert.Equal("upstream's schema is of version 7.2, the server of 8.2", checker.OnlyNames);
        Assert.Empty(checker.OnReply("freeze", null, Json("""{"return": {}}""")));
        Assert.Equal(6, Assert.Single(checker.OnReply("__freeze", null, Json("""{"return": {}}"""))).Rule.Number);
    }

    [Fact]
    public void Checker_OfAMemberSeenTwice_ReportsItOnce()
    {
        ExtensionChecker checker = Greeted(Small);
        Assert.Single(checker.OnEvent(Json("""{"event": "FROZEN"}""")));
        Assert.Empty(checker.OnEvent(Json("""{"event": "FROZEN"}""")));
    }

    private static IEnumerable<ExtensionBreach> Reply(string command, string reply, string? arguments = null) =>
        Greeted(Small).OnReply(command, arguments is null ? null : Json(arguments), Json(reply));

    private static IEnumerable<ExtensionBreach> Schema(string entities)
    {
        IEnumerable<ExtensionBreach> breaches = Greeted(Small).OnSchema(Json(entities), out string fault);
        Assert.Equal("", fault);
        return breaches;
    }

    private static ExtensionChecker Greeted(UpstreamSchema upstream)
    {
        ExtensionChecker checker = new(upstream);
        Assert.Empty(checker.OnGreeting(Json(Greeting)));
        Assert.Null(checker.OnlyNames);
        return checker;
    }

    private static string Error(string errorClass) => $$$"""{"error": {"class": "{{{errorClass}}}", "desc": ""}}""";

    private static void AssertOne(IEnumerable<ExtensionBreach> breaches, int rule, string member)
    {
        ExtensionBreach breach = Assert.Single(breaches);
        Assert.Equal((rule, member), (breach.Rule.Number, breach.Member));
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static UpstreamSchema Parse(string json)
    {
        UpstreamSchema? schema = UpstreamSchema.Parse(Encoding.UTF8.GetBytes(json), out string reason);
        Assert.True(schema is not null, reason);
        return schema;
    }
}
