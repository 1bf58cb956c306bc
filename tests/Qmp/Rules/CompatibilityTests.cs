using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>What clients must not assume, the rules do not assume of any dialect either.</summary>
public sealed class CompatibilityTests
{
    private const string Event = """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}""";

    public static TheoryData<string> Names() => [.. ProtocolDialect.All.Where(dialect => dialect.Greets).Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_WithMoreMembersAndElements_AreFine(string dialect) => Start(dialect, """{"QMP": {"version": {"qemu": {}, "host": []}, "capabilities": ["oob", "async", "later"], "extra": null}, "more": [1]}""")
        .Client(Failing).Server("""{"error": {"class": "GenericError", "desc": "no", "data": {"name": "a", "deep": [[]]}, "hint": 7}, "id": 1, "trace": {}}""")
        .IsFine();

    [Theory]
    [MemberData(nameof(Names))]
    public void Members_InAnotherOrder_AreFine(string dialect) => Start(dialect, """{"QMP": {"capabilities": [], "version": {}}}""")
        .Client(Failing).Server("""{"error": {"data": {}, "desc": "no", "class": "GenericError"}, "id": 1}""")
        .IsFine();

    [Theory]
    [MemberData(nameof(Names))]
    public void Error_OfAClassNeverHeardOf_IsFine(string dialect) => Start(dialect, """{"QMP": {"version": {}, "capabilities": []}}""")
        .Client(Failing).Server("""{"id": 1, "error": {"class": "TooLateInTheDay", "desc": "no", "data": {}}}""")
        .IsFine();

    [Fact]
    public void Messages_OfTheAgentWithMoreMembers_AreFine() => Dialogue.WithAgent()
        .Client(Failing).Agent("""{"more": [], "error": {"desc": "no", "hint": 7, "class": "TooLateInTheDay"}, "id": 1}""")
        .IsFine();

    [Theory]
    [InlineData("""{"execute":"qmp_capabilities"}""", "negotiation-2010")]
    [InlineData("""{"capabilities":[]}""", "offer-select-2010")]
    [InlineData("""{"execute":"qmp_capabilities"}""", "async-2017")]
    [InlineData("""{"execute":"qmp_capabilities"}""", "strict")]
    [InlineData("""{"execute":"qmp_capabilities"}""", "qemu")]
    public void Event_WithMoreMembers_IsFine(string negotiation, string dialect) => Start(dialect, """{"QMP": {"version": {}, "capabilities": []}}""")
        .Client(negotiation).Server("""{"return": {"more": []}}""")
        .Server(Event.Replace("\"event\"", "\"sequence\": 12, \"event\"", StringComparison.Ordinal))
        .IsFine();

    private const string Failing = """{"execute":"no-such","id":1}""";

    private static Dialogue Start(string dialect, string greeting) => new Dialogue(new RuleChecker(dialect)).Connects().Server(greeting);
}
