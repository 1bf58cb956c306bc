using System.Text;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Mock;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Replay.Mock;

public sealed class RecordedServerTests
{
    private readonly RecordedServer _server = new(RecordingFiles.Read([Repository.PathOf("corpus/recordings/01-lifecycle")]).Recordings[0]);

    [Fact]
    public void Answer_CommandOfTheRecording_IsItsReplyWithTheLiveId()
    {
        Assert.StartsWith("{\"QMP\": ", Text(_server.Greet()), StringComparison.Ordinal);
        Assert.Equal("{\"return\": {}, \"id\": 1}\r\n", Text(_server.Answer("{\"execute\":\"qmp_capabilities\",\"id\":1}"u8)));
        Assert.StartsWith("{\"return\": {\"status\": \"prelaunch\"", Text(_server.Answer("{\"execute\":\"query-status\"}"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_CommandThatItDoesNotHave_IsAnError()
    {
        _server.Greet();
        Assert.Contains("CommandNotFound", Text(_server.Answer("{\"execute\":\"no-such-command\"}"u8)), StringComparison.Ordinal);
        Assert.False(_server.Closes);
    }

    private static string Text(ReadOnlyMemory<byte> said) => Encoding.UTF8.GetString(said.Span);
}
