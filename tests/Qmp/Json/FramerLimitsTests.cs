using System.Text;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Json;

/// <summary>QEMU's limits on one message, one below, at, and one above; and that what is given up or taken leaves no memory behind.</summary>
[Collection(WholeProcess.Name)]
public class FramerLimitsTests
{
    private const int TokenBytes = JsonLexer.MaxTokenBytes;
    private const int MostKept = 256 * 1024;

    [Theory]
    [InlineData(1023, 1)]
    [InlineData(1024, 1)]
    [InlineData(1025, 1 + 1025)]
    public void Nesting_Over1024_IsGivenUpAtTheOpener(int depth, int messages)
    {
        IReadOnlyList<string> read = JsonReading.Read(Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth)));

        Assert.Equal(messages, read.Count);
        Assert.Equal(depth > 1024, read[0] == "! JSON nesting depth limit exceeded");
    }

    [Theory]
    [InlineData(-1, "[", 3)]
    [InlineData(0, "[[],", 6)]
    [InlineData(1, "[", 3)]
    public void Tokens_Over2Mi_AreGivenUp(int beyond, string before, int tokensApart)
    {
        string zeros = string.Concat(Enumerable.Repeat("0,", (MessageFramer.MaxTokens + beyond - tokensApart) / 2));

        string read = Assert.Single(JsonReading.Read(Encoding.ASCII.GetBytes($"{before}{zeros}0]")));

        Assert.StartsWith(beyond > 0 ? "! JSON token count limit exceeded" : before == "[" ? "[0, 0" : "[[], 0", read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TokenBytes - 2, false)]
    [InlineData(TokenBytes - 1, false)]
    [InlineData(TokenBytes, true)]
    [InlineData(TokenBytes + 1, true)]
    public void TokenBytes_OfOneToken_From64MiBOn_AreGivenUp_AndTheRestIsNewInput(int length, bool isGivenUp)
    {
        MessageFramer framer = new();

        Assert.Equal(isGivenUp ? "JSON token size limit exceeded" : "", FaultOf(framer, "", length, ""));
        if (length <= TokenBytes)                           // else the string goes on: its closing quote opens another
        {
            Assert.Equal("", FaultOf(framer, "[", 10, "]"));
        }
    }

    [Theory]
    [InlineData(TokenBytes - 4, false)]
    [InlineData(TokenBytes - 3, false)]
    [InlineData(TokenBytes - 2, true)]
    public void TokenBytes_OfAllTokens_From64MiBOn_AreGivenUp(int length, bool isGivenUp) =>
        Assert.Equal(isGivenUp ? "JSON token size limit exceeded" : "", FaultOf(new MessageFramer(), "[", length, "]"));

    [Fact]
    public void Size_OfWhatIsUnfinished_FollowsTheInput_AndEndsWithIt()
    {
        MessageFramer framer = new();
        Assert.Equal(0, framer.UnfinishedSize);
        Feed(framer, "{\"a\": \"" + new string('x', 1 << 20));
        Assert.InRange(framer.UnfinishedSize, 1 << 20, 3 << 20);
        Feed(framer, "\", \"b\": [" + string.Concat(Enumerable.Repeat("1,", 1 << 18)));
        Assert.InRange(framer.UnfinishedSize, 1 << 22, 1 << 24);
        Feed(framer, "1]}");
        Assert.Equal(0, framer.UnfinishedSize);
        Feed(framer, "[\"" + new string('x', 1 << 20));
        framer.Reset();
        Assert.Equal(0, framer.UnfinishedSize);
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("1")]
    [InlineData("{\"$\":0}")]
    [InlineData("\"$\":0")]
    [InlineData("[")]
    public void Memory_AfterAHugeMessage_IsGivenBack(string element)
    {
        const int elements = 200_000;
        MessageFramer framer = new();
        bool isMember = element.Contains(':', StringComparison.Ordinal) && element[0] == '"';
        string all = string.Join(',', Enumerable.Range(0, elements).Select(i => element.Replace("$", $"{i}", StringComparison.Ordinal)));
        byte[] message = Encoding.ASCII.GetBytes((isMember ? "{" : "[") + all + (isMember ? "}" : "]"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int start = 0; start < message.Length; start += 50_000)
        {
            Feed(framer, message.AsSpan(start, Math.Min(50_000, message.Length - start)));
        }

        Feed(framer, "\xFF");                               // ends what the last one left open
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostKept);
        GC.KeepAlive(framer);
        GC.KeepAlive(message);
    }

    /// <summary>Feeds a message that has one string of so many bytes, quotes included; returns its fault, or nothing.</summary>
    private static string FaultOf(MessageFramer framer, string before, int length, string after)
    {
        byte[] text = new byte[before.Length + length + after.Length];
        text.AsSpan().Fill((byte)'a');
        Encoding.ASCII.GetBytes(before + "\"", text);
        Encoding.ASCII.GetBytes("\"" + after, text.AsSpan(before.Length + length - 1));
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = rest[..Math.Min(rest.Length, 1 << 16)];
            rest = rest[chunk.Length..];
            if (framer.TryTake(ref chunk, out JsonMessage? message))
            {
                return message.Fault is { } fault ? Encoding.ASCII.GetString(fault.Description) : "";
            }
        }

        return "unfinished";
    }

    private static void Feed(MessageFramer framer, string text) => Feed(framer, Encoding.Latin1.GetBytes(text));

    private static void Feed(MessageFramer framer, ReadOnlySpan<byte> rest)
    {
        while (framer.TryTake(ref rest, out JsonMessage? message))
        {
            framer.Recycle(message);
        }
    }
}
