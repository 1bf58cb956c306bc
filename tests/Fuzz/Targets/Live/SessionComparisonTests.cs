using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

/// <summary>What counts as another answer.</summary>
public sealed class SessionComparisonTests
{
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": []}}""";

    [Fact]
    public void Of_SameReplies_IsNone() => Same([Greeting, """{"return": {}}"""], [Greeting, """{"return": {}}"""]);

    [Fact]
    public void Of_OtherVersion_IsNone() => Same([Greeting], ["""{"QMP": {"version": {"qemu": {"major": 9}}, "capabilities": []}}"""]);

    [Fact]
    public void Of_OtherValueInAReturn_IsNone() => Same(["""{"return": {"pid": 1}}"""], ["""{"return": {"pid": 2}}"""]);

    [Fact]
    public void Of_InfiniteId_IsComparedAsAnyOther()
    {
        Same(["""{"return": [{"name": "a, inf, b"}], "id": [-inf, inf]}"""], ["""{"return": [{"name": "b"}], "id": [-inf, inf]}"""]);
        Differs("$.id return return", ["""{"return": {}, "id": inf}"""], ["""{"return": {}, "id": -inf}"""]);
    }

    [Fact]
    public void Of_OtherMemberInAReturn_HasItsPath() =>
        Differs("$.return.pid return return", ["""{"return": {"pid": 1}}"""], ["""{"return": {}}"""]);

    [Fact]
    public void Of_OtherErrorText_IsOne() => Differs(
        "$.error.desc Parameter * is missing Parameter * is unexpected",
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'a' is missing"}}"""],
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'b' is unexpected"}}"""]);

    [Fact]
    public void Of_OneReplyLess_IsOne() => Differs("missing return", [], ["""{"return": {}}"""]);

    [Fact]
    public void Of_OtherOrder_IsNone() => Same(["""{"return": 1, "id": 1}""", """{"return": {}, "id": 2}"""], ["""{"return": {}, "id": 2}""", """{"return": 1, "id": 1}"""]);

    [Fact]
    public void Of_EventsAtAnotherTimeAndPlace_IsNone() => Same([Event(1, "STOP"), """{"return": {}}"""], ["""{"return": {}}""", Event(2, "STOP")]);

    [Fact]
    public void Of_EventThatOnlyOneSent_IsOne() => Differs("more STOP", [Event(1, "STOP")], []);

    [Fact]
    public void Of_OtherEvent_IsOne() => Differs("$.event STOP RESUME", [Event(1, "STOP")], [Event(1, "RESUME")]);

    [Fact]
    public void Of_EventsOfJobs_AreNotCompared() => Same([Event(1, "JOB_STATUS_CHANGE"), Event(1, "BLOCK_JOB_COMPLETED")], []);

    [Fact]
    public void Of_CommandThatOnlyOneHas_EndsTheComparison() => Same(
        ["""{"error": {"class": "CommandNotFound", "desc": "The command x has not been found"}}""", """{"return": {}}"""],
        ["""{"return": {}}""", """{"error": {"class": "GenericError", "desc": "no"}}"""]);

    [Fact]
    public void Of_AnotherUnexpectedMember_IsKnown() => Known(
        "$.error.desc Parameter * is unexpected Parameter * is unexpected",
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'a' is unexpected"}}"""],
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'b' is unexpected"}}"""]);

    [Fact]
    public void Of_AnotherSchema_IsKnown() => Known("$.return[].features return return", ["""{"return": [{"name": "a", "features": []}]}"""], ["""{"return": [{"name": "a"}]}"""]);

    [Fact]
    public void Of_AnotherListThanASchema_IsOne() => Differs("$.return[].size return return", ["""{"return": [{"name": "a", "size": 1}]}"""], ["""{"return": [{"name": "a"}]}"""]);

    [Fact]
    public void Of_KnownDifference_DoesNotHideTheNextOne() => Differs(
        "missing return",
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'a' is unexpected"}}"""],
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'b' is unexpected"}}""", """{"return": {}}"""]);

    [Fact]
    public void Of_SessionThatWasNotPlayed_IsNothing() => Assert.Equal(ComparedPart.Nothing, SessionComparison.Of(new ExecutionLog(), new ExecutionLog()).Part);

    [Fact]
    public void Covers_OneKnownDeathOfQemu_AndNoOther()
    {
        string known = KnownDifference.All[^1].Place;
        Assert.True(KnownDifference.Covers(known));
        Assert.False(KnownDifference.Covers(known.Replace("handle_qmp_command", "monitor_qmp_respond", StringComparison.Ordinal)));
    }

    [Fact]
    public void KnownDifferences_Always_StandInTheDocument()
    {
        string document = File.ReadAllText(Repository.PathOf("docs/known-deviations.md"));
        Assert.All(KnownDifference.All, known => Assert.Contains($"\n| `{known.Place.Replace("`", "'", StringComparison.Ordinal)}` | ", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ReplyOfAServerThatCloses_MayBeMissing()
    {
        ExecutionLog closed = Log([]);
        closed.Add(LogKind.ServerClosed, 0);
        Assert.Equal(ComparedPart.ToLeaving, SessionComparison.Of(closed, Log(["""{"return": {}}"""])).Part);
    }

    private static void Same(string[] one, string[] other) => Assert.Null(Of(one, other).Difference);

    private static void Differs(string place, string[] one, string[] other) => Assert.Equal(place, Of(one, other).Difference?.Place);

    private static void Known(string place, string[] one, string[] other)
    {
        SessionComparison comparison = Of(one, other);
        Assert.Null(comparison.Difference);
        Assert.Equal([place], comparison.Known);
    }

    private static SessionComparison Of(string[] one, string[] other) => SessionComparison.Of(Log(one), Log(other));

    private static string Event(int second, string name) => $$"""{"timestamp": {"seconds": {{second}}, "microseconds": 2}, "event": "{{name}}"}""";

    private static ExecutionLog Log(string[] lines)
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        foreach (string line in lines)
        {
            log.Add(LogKind.ServerSent, 0, Encoding.UTF8.GetBytes(line + "\r\n"));
        }

        log.Add(LogKind.Drained, 0);
        return log;
    }
}
