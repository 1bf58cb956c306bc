using System.Text;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class AnsweredCommandsTests
{
    [Fact]
    public void Replies_OfAllSorts_AreGivenTheirCommands() => Assert.Equal(
        ["-", "c", "-", "a", "-", "d", "b"],
        Find(
            """{"execute":"a","id":1} {"execute":"b","id":2} {"exec-oob":"c","id":3} @ {"execute":"d"}""",
            """{"QMP": {}}""",
            """{"return": {}, "id": 3}""",
            """{"event": "STOP"}""",
            """{"return": {}, "id": 1}""",
            """{"error": {"class": "GenericError", "desc": "JSON parse error, stray '@'"}}""",
            """{"return": {}}""",
            """{"return": {}, "id": 77}"""));

    private static IEnumerable<string> Find(string client, params string[] server) => AnsweredCommands.Find(
            [.. server.Select(text => ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero))],
            CommandReader.Read(client.Split(' ').Select(chunk => SessionText.Client(0, chunk + "\n"))))
        .Select(command => command?.Name ?? "-");
}
