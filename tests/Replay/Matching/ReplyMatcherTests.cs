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
        Assert.True(matcher.TryPair(Message("""{"return":2,"id":2}""")));
        Assert.Equal(0, matcher.Settled);
        Assert.True(matcher.TryPair(Message("""{"return":1,"id":1}""")));
        Assert.Equal(2, matcher.Settled);
        Assert.Equal("""{"return":1,"id":1}""", matcher.Live(0)!.Text);
    }

    [Fact]
    public void Replies_WithoutOrWithEqualIds_ArePairedByOrder()
    {
        ReplyMatcher matcher = Expecting("""{"return":"a"}""", """{"return":"b","id":1}""", """{"return":"c"}""", """{"return":"d","id":1}""");
        foreach (string live in (string[])["""{"return":"A"}""", """{"return":"C"}""", """{"return":"B","id":1}""", """{"return":"D","id":1}"""])
        {
            Assert.True(matcher.TryPair(Message(live)));
        }

        Assert.Equal(["A", "B", "C", "D"], Enumerable.Range(0, 4).Select(index => matcher.Live(index)!.Value.GetProperty("return").GetString()));
    }

    [Fact]
    public void Event_EarlierOrLaterThanRecorded_IsPairedByName()
    {
        ReplyMatcher matcher = Expecting("""{"event":"STOP"}""", """{"return":{}}""", """{"event":"RESUME"}""");
        Assert.True(matcher.TryPair(Message("""{"event":"RESUME"}""")));
        Assert.True(matcher.TryPair(Message("""{"return":{}}""")));
        Assert.True(matcher.TryPair(Message("""{"event":"STOP"}""")));
        Assert.Equal(3, matcher.Settled);
    }

    [Fact]
    public void Message_ThatWasNotRecorded_IsUnexpected()
    {
        ReplyMatcher matcher = Expecting("""{"event":"STOP"}""");
        Assert.True(matcher.TryPair(Message("""{"event":"STOP"}""")));
        Assert.False(matcher.TryPair(Message("""{"event":"STOP"}""")));
        Assert.Single(matcher.Unexpected);
    }

    [Fact]
    public void Reply_GivenUpThatComesAfterAll_IsPairedAndStillKnownAsGivenUp()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""", """{"return":{},"id":2}""");
        matcher.GiveUp(1);
        Assert.Equal(1, matcher.Settled);
        Assert.True(matcher.TryPair(Message("""{"return":{},"id":1}""")));
        Assert.True(matcher.WasGivenUp(0));
        Assert.NotNull(matcher.Live(0));
    }

    [Fact]
    public void Reply_WithAnotherId_BecomesTheCounterpartOfTheMissingOne()
    {
        ReplyMatcher matcher = Expecting("""{"return":{},"id":1}""");
        Assert.False(matcher.TryPair(Message("""{"return":{},"id":"1"}""")));
        matcher.GiveUp(1);
        Assert.Equal("""{"return":{},"id":"1"}""", matcher.Live(0)!.Text);
        Assert.Empty(matcher.Unexpected);
        Assert.False(matcher.WasGivenUp(0));
    }

    [Fact]
    public void Event_WithOtherData_LeavesTheOnesToComeAlone()
    {
        ReplyMatcher matcher = Expecting("""{"event":"MIGRATION","data":{"status":"cancelled"}}""", """{"event":"MIGRATION","data":{"status":"setup"}}""");
        Assert.False(matcher.TryPair(Message("""{"event":"MIGRATION","data":{"status":"active"}}""")));
        Assert.True(matcher.TryPair(Message("""{"event":"MIGRATION","data":{"status":"setup"}}""")));
        Assert.True(matcher.TryPair(Message("""{"event":"MIGRATION","data":{"status":"cancelled"}}""")));
        Assert.Equal("cancelled", matcher.Live(0)!.Value.GetProperty("data").GetProperty("status").GetString());
        Assert.Single(matcher.Unexpected);
    }

    [Fact]
    public void Event_WithOtherNumbers_IsStillTheCounterpart()
    {
        ReplyMatcher matcher = Expecting("""{"event":"JOB","data":{"id":"a","offset":1}}""", """{"event":"JOB","data":{"id":"b","offset":1}}""");
        Assert.True(matcher.TryPair(Message("""{"event":"JOB","data":{"id":"b","offset":7}}""")));
        Assert.Null(matcher.Live(0));
        Assert.NotNull(matcher.Live(1));
    }

    [Fact]
    public void Event_ThatSaysSomethingElse_StandsInWhenItsTurnIsGivenUp()
    {
        ReplyMatcher matcher = Expecting("""{"event":"GONE","data":{"path":"/a"}}""");
        Assert.False(matcher.TryPair(Message("""{"event":"GONE","data":{"path":"/b"}}""")));
        Assert.True(matcher.HasStandIn(1));
        matcher.GiveUp(1);
        Assert.NotNull(matcher.Live(0));
        Assert.False(matcher.WasGivenUp(0));
    }

    private static ReplyMatcher Expecting(params string[] recorded) => new([.. recorded.Select(Message)], new EventLikeness(ReplayRules.Shipped, text => text));

    private static ServerMessage Message(string text) => ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
}
