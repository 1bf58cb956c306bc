using System.Text;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Tests.Corpus.Timeline;

public sealed class TolerantFramerTests
{
    [Theory]
    [InlineData("{\"execute\":\"stop\"}\r\n", "{\"execute\":\"stop\"}")]
    [InlineData("{}{}[] {}", "{}", "{}", "[]", " {}")]
    [InlineData("{\"a\":\"}\\\"}\"}{}", "{\"a\":\"}\\\"}\"}", "{}")]
    [InlineData("{'a':'\"}'}", "{'a':'\"}'}")]
    [InlineData("{\n \"pretty\": [\n ]\n}\n", "{\n \"pretty\": [\n ]\n}")]
    [InlineData("{\"open string\n{\"a\":1}", "{\"open string\n", "{\"a\":1}")]
    [InlineData("@rubbish\n{}", "@rubbish", "\n{}")]
    [InlineData("rubbish{}", "rubbish", "{}")]
    [InlineData("{\"cut\":")]
    public void Messages_InEveryChunking_EndAtTheSamePlaces(string stream, params string[] messages)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(stream);
        for (int size = 1; size <= bytes.Length; size++)
        {
            Assert.Equal(messages, Split(bytes.Chunk(size)));
        }
    }

    [Fact]
    public void ResetByte_InsideAMessage_EndsIt()
    {
        TolerantFramer framer = new();
        Assert.Equal(5, framer.FindEnd([(byte)'{', (byte)'[', (byte)'1', (byte)',', 0xFF, (byte)'{', (byte)'}']));
        Assert.False(framer.IsInside);
        Assert.Equal(3, framer.FindEnd([0xFF, (byte)'{', (byte)'}']));
    }

    [Fact]
    public void Message_ThatIsNotOver_IsInside()
    {
        TolerantFramer framer = new();
        Assert.Equal(-1, framer.FindEnd("{\"a\":"u8));
        Assert.True(framer.IsInside);
        framer.Reset();
        Assert.False(framer.IsInside);
    }

    private static List<string> Split(IEnumerable<byte[]> chunks)
    {
        TolerantFramer framer = new();
        List<string> messages = [];
        StringBuilder begun = new();
        foreach (byte[] chunk in chunks)
        {
            ReadOnlySpan<byte> rest = chunk;
            int end;
            while ((end = framer.FindEnd(rest)) >= 0)
            {
                messages.Add(begun.Append(Encoding.UTF8.GetString(rest[..end])).ToString());
                begun.Clear();
                rest = rest[end..];
            }

            begun.Append(Encoding.UTF8.GetString(rest));
        }

        return messages;
    }
}
