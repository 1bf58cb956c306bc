using System.Text;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class ReplyMatcherTests
{
    [Fact]
    public void Replies_WithIds_ArePairedByIdWhateverTheirOrder()
    {
        ReplyMatcher matcher = Expecting("""{"return":1,"id":1}""", """{"return":2,"id":2}""");
        Assert.NotNull(matcher.Pair(Message("""{"return":2,"id":2}""")));
        Assert.Equal(0, matcher.Settled);
        Assert.NotNull(matcher.Pair(Message("""{"return":1,"id":1}""")));
        Assert.Equal(2, matcher.Settled);
        Assert.Equal("""{"return":1,"id":1}""", matcher[0].Live!.Text);
    }

    [Fact]
    public void Replies_WithoutOrWithEqualIds_ArePairedByOrder()
    {
        ReplyMatcher matcher = Expecting("""{"return":"a"}""", """{"return":"b","id":1}""", """{"return":"c"}""", """{"return":"d","id":1}""");
        foreach (string live in (string[])["""{"return":"A"}""", """{"return":"C"}""", """{"return":"B","id":1}""", """{"return":"D","id":1}"""])
        {
            Assert.NotNull(matcher.Pair(Message(live)));
        }

        Assert.Equal(["A", "B", "C", "D"], Enumerable.Range(0, 4).Select(index => matcher[index].Live!.Value.GetProperty("return").GetString()));
    }

    [Fact]
    public void Event_EarlierOrLaterThanRecorded_IsPairedByName()
    {
        ReplyMatcher matcher = Expecting("""{"event":"STOP"}""", """{"return":{}}""", """{"event":"RESUME"}""");
        Assert.NotNull(matcher.Pair(Message("""{"event":"RESUME"}""")));
        Assert.NotNull(matcher.Pair(Message("""{"return":{}}""")));
        Assert.NotNull(matcher.Pair(Message("""{"event":"STOP"}""")));
        Assert.Equal(3, matcher.Settled);
    }

    [Fact]
    public void Message_ThatWasNotRecorded_IsUnexpected()
    {
        ReplyMatcher matcher = Expecting("""{"event":"STOP"}""");
        Assert.NotNull(matcher.Pair(Message("""{"event":"STOP"}""")));
        AssertStray(matcher, Message("""{"event":"STOP"}"""));
        Assert.Single(matcher.Strays);
    }

    [Fact]
    public void Reply_GivenUpThatComesAfterAll_IsPairedAndStillKnownAsGivenUp()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""", """{"return":{},"id":2}""");
        matcher.GiveUp(1);
        Assert.Equal(1, matcher.Settled);
        Assert.NotNull(matcher.Pair(Message("""{"return":{},"id":1}""")));
        Assert.True(matcher[0].WasGivenUp);
        Assert.NotNull(matcher[0].Live);
    }

    [Fact]
    public void Reply_WithAnotherId_BecomesTheCounterpartOfTheMissingOne()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""");
        AssertStray(matcher, Message("""{"return":{},"id":"1"}"""));
        matcher.GiveUp(1);
        Assert.Equal("""{"return":{},"id":"1"}""", matcher[0].Live!.Text);
        Assert.Empty(matcher.Strays);
        Assert.False(matcher[0].WasGivenUp);
    }

    [Fact]
    public void Event_WithOtherData_LeavesTheOnesToComeAlone()
    {
        ReplyMatcher matcher = Expecting("""{"event":"MIGRATION","data":{"status":"cancelled"}}""", """{"event":"MIGRATION","data":{"status":"setup"}}""");
        AssertStray(matcher, Message("""{"event":"MIGRATION","data":{"status":"active"}}"""));
        Assert.NotNull(matcher.Pair(Message("""{"event":"MIGRATION","data":{"status":"setup"}}""")));
        Assert.NotNull(matcher.Pair(Message("""{"event":"MIGRATION","data":{"status":"cancelled"}}""")));
        Assert.Equal("cancelled", matcher[0].Live!.Value.GetProperty("data").GetProperty("status").GetString());
        Assert.Single(matcher.Strays);
    }

    [Fact]
    public void Event_WithOtherNumbers_IsStillTheCounterpart()
    {
        ReplyMatcher matcher = Expecting("""{"event":"JOB","data":{"id":"a","offset":1}}""", """{"event":"JOB","data":{"id":"b","offset":1}}""");
        Assert.NotNull(matcher.Pair(Message("""{"event":"JOB","data":{"id":"b","offset":7}}""")));
        Assert.Null(matcher[0].Live);
        Assert.NotNull(matcher[1].Live);
    }

    [Fact]
    public void Event_ThatSaysSomethingElse_StandsInWhenItsTurnIsGivenUp()
    {
        ReplyMatcher matcher = Expecting("""{"event":"GONE","data":{"path":"/a"}}""");
        AssertStray(matcher, Message("""{"event":"GONE","data":{"path":"/b"}}"""));
        Assert.True(matcher.HasStandIn(1));
        matcher.GiveUp(1);
        Assert.NotNull(matcher[0].Live);
        Assert.False(matcher[0].WasGivenUp);
    }

    [Fact]
    public void Reply_GivenUpThatIsBehind_IsStillPaired()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""", """{"return":{},"id":2}""");
        Expected late = Assert.Single(matcher.GiveUp(1));
        Assert.Empty(matcher.Pass(1));
        Assert.Equal((1, 1, 2), (matcher.Passed, matcher.Settled, matcher.Count));
        Assert.Equal([late.Number, 1], matcher.Missing.Select(expected => expected.Number));
        Assert.Same(late, matcher.Pair(Message("""{"return":{},"id":1}""")));
        Assert.Equal([1], matcher.Missing.Select(expected => expected.Number));
    }

    [Fact]
    public void StandIn_ForFewerThanAreSettled_IsNotLookedFor()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""", """{"return":{},"id":2}""");
        AssertStray(matcher, Message("""{"return":{},"id":3}"""));
        Assert.NotNull(matcher.Pair(Message("""{"return":{},"id":1}""")));
        Assert.False(matcher.HasStandIn(0));
        Assert.True(matcher.HasStandIn(2));
    }

    [Fact]
    public void Messages_WithoutCounterparts_AreForgottenWhenTheyAreTooMany()
    {
        ReplyMatcher matcher = Expecting();
        string large = new('x', 1 << 20);
        List<Expected> forgotten = [];
        for (int number = 0; number < 100; number++)
        {
            matcher.Expect(Message($$"""{"return":"{{large}}","id":{{number}}}"""));
            forgotten.AddRange(matcher.Pass(number + 1));
        }

        Assert.Equal(Enumerable.Range(0, forgotten.Count), forgotten.Select(expected => expected.Number));
        Assert.InRange(forgotten.Count, 80, 99);
        Assert.Equal(100 - forgotten.Count, matcher.Missing.Count());
        Assert.Null(matcher.Pair(Message("""{"return":1,"id":0}""")));
        Assert.NotNull(matcher.Pair(Message("""{"return":1,"id":99}""")));
    }

    private static ReplyMatcher Expecting(params string[] recorded)
    {
        ReplyMatcher matcher = new(new EventLikeness(ReplayRules.Shipped, text => text));
        foreach (string text in recorded)
        {
            matcher.Expect(Message(text));
        }

        return matcher;
    }

    private static void AssertStray(ReplyMatcher matcher, ServerMessage message)
    {
        Assert.Null(matcher.Pair(message));
        Assert.Null(matcher.Keep(new Stray(message, TimeSpan.Zero)));
    }

    private static ServerMessage Message(string text) => ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
}
