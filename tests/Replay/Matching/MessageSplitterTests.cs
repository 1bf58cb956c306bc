using System.Text;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class MessageSplitterTests
{
    private const string Stream = "{\"QMP\": {}}\r\n{\"return\": \"}\\\"\\\\\"}\r\n\r\n{\r\n    \"event\": \"STOP\",\r\n    \"list\": [\r\n    ]\r\n}\r\n";

    private static readonly string[] Messages =
    [
        "{\"QMP\": {}}",
        "{\"return\": \"}\\\"\\\\\"}",
        "{\r\n    \"event\": \"STOP\",\r\n    \"list\": [\r\n    ]\r\n}",
    ];

    [Fact]
    public void Stream_InEveryChunking_GivesTheSameMessages()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        for (int first = 0; first <= bytes.Length; first++)
        {
            for (int second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(Messages, Split(bytes[..first], bytes[first..second], bytes[second..]));
            }
        }
    }

    [Fact]
    public void LineFeed_InsideAString_EndsOnlyThatMessage() =>
        Assert.Equal(["{\"a\": \"", "{\"return\": {}}"], Split("{\"a\": \"\n{\"return\": {}}\r\n"u8.ToArray()));

    [Fact]
    public void ResetByte_OfTheGuestAgent_IsNoPartOfTheReply() =>
        Assert.Equal(["{\"return\": 7}"], Split([0xFF, .. "{\"return\": 7}\n"u8]));

    [Fact]
    public void Rest_OfAStreamThatStops_IsTheUnfinishedMessage()
    {
        MessageSplitter splitter = new();
        splitter.Append("{}\n{\"ret"u8);
        Assert.True(splitter.TryTake(out _));
        Assert.Equal("{\"ret"u8.ToArray(), splitter.TakeRest());
        Assert.Empty(splitter.TakeRest());
    }

    private static List<string> Split(params byte[][] chunks)
    {
        MessageSplitter splitter = new();
        List<string> messages = [];
        foreach (byte[] chunk in chunks)
        {
            splitter.Append(chunk);
            while (splitter.TryTake(out byte[]? message))
            {
                messages.Add(Encoding.UTF8.GetString(message));
            }
        }

        return messages;
    }
}
