using System.Text;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class MemberOrderTests
{
    [Theory]
    [InlineData("""{"execute":"a","id":1}""", """{"id":1,"execute":"a"}""")]
    [InlineData("""x {"execute":"a"} { "execute" : "a" , "arguments":{"b":[{}]}, "id" : [1] }""", "")]
    [InlineData("""{"execute":"a"} { "execute" : "a" , "arguments":{"b":[{}]}, "id" : [1] }""", """{"execute":"a"} {"id" : [1],"arguments":{"b":[{}]},"execute" : "a"}""")]
    [InlineData("{\"exec-oob\":1,\"id\":{}}\u001es{\"id\":1\u001es,\"execute\":1}", "{\"id\":{},\"exec-oob\":1}\u001es{\"id\":1\u001es,\"execute\":1}")]
    [InlineData("""{"execute":"a","id":1,"x":2}""", "")]
    [InlineData("""{"execute":"a","id":1,"id":2}""", "")]
    [InlineData("""{"execute":"\u0061","id":1}""", "")]
    [InlineData("""["execute","id"]""", "")]
    [InlineData("{}", "")]
    public void Of_ATestcase_TurnsRequestsRound(string testcase, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(new MemberOrder().Of(Encoding.UTF8.GetBytes(testcase))));
}
