using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class CommandReaderTests
{
    private const string Stream = "{\"execute\":\"a\"}{\"exec-oob\":\"b\",\n\"id\":\"}\"}\n{'execute':'c'}\r\n\"{\n}\n{\"execute\":1}\n{\"execute\":\"d\"";

    [Fact]
    public void Stream_InEveryChunking_GivesTheSameCommands()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            IEnumerable<RecordedCommand> commands = CommandReader.Read([Chunk(1, bytes[..cut]), Chunk(2, bytes[cut..])]);
            Assert.Equal(["a", "b", "?{'execute':'c'}", "?\"{", "?}", "", "?{\"execute\":\"d\""], commands.Select(Show));
        }
    }

    [Fact]
    public void Command_InSeveralChunks_HasTheTimeOfItsLastByte()
    {
        RecordedCommand command = Assert.Single(CommandReader.Read([Chunk(5, "{\"execute\":"u8.ToArray()), Chunk(9, "\"stop\"}"u8.ToArray()), Chunk(12, "\n"u8.ToArray())]));
        Assert.Equal(TimeSpan.FromMicroseconds(9), command.At);
        Assert.Equal("stop", command.Name);
    }

    private static ChunkRecord Chunk(long microseconds, byte[] bytes) => new(microseconds, SessionSide.Client, bytes);

    private static string Show(RecordedCommand command) => command.IsReadable ? command.Name ?? "" : "?" + command.Text.Trim();
}
