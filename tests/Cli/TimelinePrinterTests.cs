using System.Text;
using QmpFuzz.Cli;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Tests.Cli;

public sealed class TimelinePrinterTests
{
    private static readonly TimelineEntry LongReply = new(1_500_000, SessionSide.Server, TimelineKind.Return)
    {
        Number = 7,
        Latency = 2_345,
        Text = Encoding.UTF8.GetBytes($"{{\"return\": \"{new string('x', 1000)}\"}}"),
    };

    [Fact]
    public void Reply_Printed_HasTimeNumberAndLatency() =>
        Assert.StartsWith("    1.500000 <-- #7 return                2.345 ms  {\"return\": \"xx", Print(LongReply), StringComparison.Ordinal);

    [Fact]
    public void LongMessage_Printed_IsShortenedUnlessFull()
    {
        Assert.EndsWith("x…\n", Print(LongReply), StringComparison.Ordinal);
        Assert.EndsWith("xx\"}\n", Print(LongReply, full: true), StringComparison.Ordinal);
    }

    [Fact]
    public void ControlCharacters_OfAPeer_NeverReachTheTerminal()
    {
        TimelineEntry entry = new(0, SessionSide.Client, TimelineKind.Unreadable) { Text = "\e[31m\r\n\u009B\0"u8.ToArray() };
        Assert.EndsWith("\\x1b[31m  \\x9b\\x00\n", Print(entry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TimelineKind.Error, true)]
    [InlineData(TimelineKind.Return, false)]
    public void Colour_WhenAllowed_MarksErrors(TimelineKind kind, bool coloured) =>
        Assert.Equal(coloured, Print(LongReply with { Kind = kind }, colour: true).StartsWith('\e'));

    private static string Print(TimelineEntry entry, bool full = false, bool colour = false)
    {
        using StringWriter output = new() { NewLine = "\n" };
        new TimelinePrinter(output, full, colour).Print(entry);
        return output.ToString();
    }
}
