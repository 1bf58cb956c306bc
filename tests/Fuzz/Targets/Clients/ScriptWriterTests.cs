using System.Text;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Clients;

namespace QmpFuzz.Tests.Fuzz.Targets.Clients;

public sealed class ScriptWriterTests
{
    private const string Greeting = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";

    private readonly ExecutionLog _log = new();

    [Fact]
    public void Write_CommandAndReply_WaitsAndLeavesTheIdToTheClient()
    {
        Server(Greeting);
        Client("{\"execute\":\"stop\",\"id\":\"qmp-17\"}\n");
        Server("{\"event\": \"STOP\"}\r\n{\"return\": {}, \"id\": \"qmp-17\"}\r\n");
        Assert.Equal($"{Greeting}<a>{{\"event\": \"STOP\"}}\r\n{{\"return\": {{}}, \"id\": <i0>}}\r\n", Written());
    }

    [Fact]
    public void Write_SeveralCommandsAtOnce_EachReplyHasItsOwn()
    {
        Client("{\"execute\":\"a\",\"id\":1}{\"execute\":\"b\",\"id\":2}");
        Server("{\"return\": {}, \"id\": 1}\r\n{\"return\": {}, \"id\": 2}\r\n");
        Assert.Equal("<a><a>{\"return\": {}, \"id\": <i1>}\r\n{\"return\": {}, \"id\": <i0>}\r\n", Written());
    }

    [Fact]
    public void Write_IdsThatNobodyGaveAndNoJson_StayAsTheyAre()
    {
        Client("{\"execute\":\"a\"}");
        Server("{\"return\": {\"id\": 1}, \"id\": 7}\r\n");
        Server("no JSON\r\n");
        Assert.Equal("<a>{\"return\": {\"id\": 1}, \"id\": 7}\r\nno JSON\r\n", Written());
    }

    [Fact]
    public void Write_CommandInPieces_IsOneWait()
    {
        Client("{\"execute\":");
        Client("\"a\"}");
        Assert.Equal("<a>", Written());
    }

    private void Client(string text) => _log.Add(LogKind.ClientSent, 0, Encoding.UTF8.GetBytes(text));

    private void Server(string text) => _log.Add(LogKind.ServerSent, 0, Encoding.UTF8.GetBytes(text));

    private string Written()
    {
        StringBuilder text = new();
        TestcaseReader reader = new(ScriptWriter.Write(_log));
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            text.Append(step.Kind switch
            {
                StepKind.Bytes => Encoding.UTF8.GetString(bytes),
                StepKind.Id => $"<i{step.Argument}>",
                _ => $"<{(char)step.Kind}>",
            });
        }

        return text.ToString();
    }
}
