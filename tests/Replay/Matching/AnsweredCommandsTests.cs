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

    [Fact]
    public void Commands_BehindTheLastAnsweredOne_AreOpenAtTheEnd()
    {
        AnsweredCommands commands = Given("""{"execute":"a"} {"execute":"b","id":2} {"execute":"c","id":3} {"exe""");
        Assert.Equal("b", commands.TakeFor(Message("""{"return": {}, "id": 2}"""))!.Command.Name);
        Assert.Equal(["c", "-"], commands.OpenAtTheEnd.Select(command => command.Name ?? "-"));
    }

    private static string[] Find(string client, params string[] server)
    {
        AnsweredCommands commands = Given(client);
        ServerMessage[] messages = [.. server.Select(Message)];
        Asked?[] answered = [.. messages.Select(commands.TakeFor)];
        return [.. answered.Zip(messages, (asked, message) => asked ?? commands.TakeAnyFor(message)).Select(asked => asked?.Command.Name ?? "-")];
    }

    private static AnsweredCommands Given(string client)
    {
        AnsweredCommands commands = new();
        foreach (RecordedCommand command in CommandReader.Read(client.Split(' ').Select(chunk => SessionText.Client(0, chunk + "\n"))))
        {
            commands.Add(command);
        }

        return commands;
    }

    private static ServerMessage Message(string text) => ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
}
