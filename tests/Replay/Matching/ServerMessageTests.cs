using System.Text;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class ServerMessageTests
{
    [Theory]
    [InlineData("""{"QMP": {}}""", "Greeting", "greeting")]
    [InlineData("""{"return": {}}""", "Return", "reply")]
    [InlineData("""{"return": {}, "id": {"b": 1, "a": [2]}}""", "Return", """reply {"a":[2],"b":1}""")]
    [InlineData("""{"id": null, "error": {"class": "GenericError", "desc": ""}}""", "Error", "reply null")]
    [InlineData("""{"event": "STOP", "data": {}}""", "Event", "event \"STOP\"")]
    [InlineData("""{"return": inf, "id": 1}""", "Unreadable", "reply")]
    [InlineData("""{"event": "\ud800"}""", "Unreadable", "reply")]
    [InlineData("""{"what": 1}""", "Other", "other")]
    [InlineData("[]", "Other", "other")]
    public void Message_OfAnyKind_IsClassified(string text, string kind, string key)
    {
        ServerMessage message = ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
        Assert.Equal((kind, key), (message.Kind.ToString(), message.Key));
    }

    [Fact]
    public void Message_ThatNestsVeryDeep_IsRead()
    {
        string deep = new string('[', 1500) + new string(']', 1500);
        ServerMessage message = ServerMessage.Read(Encoding.UTF8.GetBytes($"{{\"return\": {{}}, \"id\": {deep}}}"), TimeSpan.Zero);
        Assert.Equal(deep, message.Id);
    }
}
