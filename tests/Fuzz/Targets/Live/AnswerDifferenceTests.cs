using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

/// <summary>What counts as another answer.</summary>
public sealed class AnswerDifferenceTests
{
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": []}}""";

    [Fact]
    public void Find_SameReplies_IsNone() => Same([Greeting, """{"return": {}}"""], [Greeting, """{"return": {}}"""]);

    [Fact]
    public void Find_OtherVersion_IsNone() => Same([Greeting], ["""{"QMP": {"version": {"qemu": {"major": 9}}, "capabilities": []}}"""]);

    [Fact]
    public void Find_OtherValueInAReturn_IsNone() => Same(["""{"return": {"pid": 1}}"""], ["""{"return": {"pid": 2}}"""]);

    [Fact]
    public void Find_OtherMemberInAReturn_HasItsPath() =>
        Differs("$.return.pid return return", ["""{"return": {"pid": 1}}"""], ["""{"return": {}}"""]);

    [Fact]
    public void Find_OtherErrorText_IsOne() => Differs(
        "$.error.desc Parameter * is missing Parameter * is unexpected",
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'a' is missing"}}"""],
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'b' is unexpected"}}"""]);

    [Fact]
    public void Find_OneReplyLess_IsOne() => Differs("missing return", [], ["""{"return": {}}"""]);

    [Fact]
    public void Find_OtherOrder_IsNone() => Same(["""{"return": 1, "id": 1}""", """{"return": {}, "id": 2}"""], ["""{"return": {}, "id": 2}""", """{"return": 1, "id": 1}"""]);

    [Fact]
    public void Find_Events_AreNone() => Same(["""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}"""], []);

    [Fact]
    public void Find_CommandThatOnlyOneHas_EndsTheComparison() => Same(
        ["""{"error": {"class": "CommandNotFound", "desc": "The command x has not been found"}}""", """{"return": {}}"""],
        ["""{"return": {}}""", """{"error": {"class": "GenericError", "desc": "no"}}"""]);

    [Fact]
    public void Find_WhatIsKnown_IsNone() => Same(
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'a' is unexpected"}}"""],
        ["""{"error": {"class": "GenericError", "desc": "Parameter 'b' is unexpected"}}"""]);

    [Fact]
    public void Find_ReplyOfAServerThatCloses_MayBeMissing()
    {
        ExecutionLog closed = Log([]);
        closed.Add(LogKind.ServerClosed, 0);
        Assert.Null(AnswerDifference.Find(closed, Log(["""{"return": {}}"""])));
    }

    private static void Same(string[] one, string[] other) => Assert.Null(AnswerDifference.Find(Log(one), Log(other)));

    private static void Differs(string place, string[] one, string[] other) => Assert.Equal(place, AnswerDifference.Find(Log(one), Log(other))?.Place);

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
