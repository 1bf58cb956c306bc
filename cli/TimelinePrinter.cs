using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Cli;

/// <summary>Prints a timeline for a human: one line a message, control characters made visible.</summary>
internal sealed class TimelinePrinter(TextWriter output, bool full, bool colour)
{
    private const int ShortText = 160;

    public void Begin(SessionReader session) => output.WriteLine(
        $"{session.Path}: {session.Header.Source}, {session.Header.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z, dialect {session.Header.Dialect}, by {session.Header.By}");

    public void Print(TimelineEntry entry)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{entry.Microseconds / 1e6,12:F6} {Arrow(entry)} {Label(entry),-22}{Latency(entry),11}  {Text(entry)}");
        string? paint = colour ? Paint(entry.Kind) : null;
        output.WriteLine(paint is null ? line.TrimEnd() : $"\e[{paint}m{line.TrimEnd()}\e[0m");
    }

    public void End(SessionSummary sum)
    {
        string lost = sum.LostBytes > 0 ? $", {sum.LostBytes} bytes lost" : "";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sum.Duration / 1e6:F6} s; client {sum.ClientBytes} bytes, server {sum.ServerBytes} bytes{lost}; {sum.Messages} messages: {sum.Commands} commands, {sum.Returns} returns, {sum.Errors} errors, {sum.Events} events"));
        output.Flush();                                     // what is said on stderr next comes after it
    }

    private static string Arrow(TimelineEntry entry) => entry.From switch
    {
        SessionSide.Client => "-->",
        SessionSide.Server => "<--",
        _ => "   ",
    };

    private static string Label(TimelineEntry entry)
    {
        string number = entry.Number is { } known ? $"#{known} " : entry.Kind is TimelineKind.Return or TimelineKind.Error ? "#? " : "";
        return entry.Kind switch
        {
            TimelineKind.Command => $"{number}{entry.Name}",
            TimelineKind.Event => $"EVENT {entry.Name}",
            TimelineKind.Error => $"{number}ERROR {entry.Name}",
            TimelineKind.Return => $"{number}return",
            TimelineKind.Greeting => "greeting",
            TimelineKind.Unreadable => $"{number}unreadable",
            TimelineKind.Descriptors => $"{entry.Count} descriptor{(entry.Count == 1 ? "" : "s")}",
            TimelineKind.Gap => $"GAP {entry.Count} bytes lost",
            TimelineKind.EndOfInput => "end of input",
            TimelineKind.Close => "closed",
            TimelineKind.Reset => "reset",
            _ => "note",
        };
    }

    private static string Latency(TimelineEntry entry) =>
        entry.Latency is { } microseconds ? string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:F3} ms") : "";

    private string Text(TimelineEntry entry)
    {
        ReadOnlySpan<byte> bytes = entry.Text.Span;
        bool cut = !full && bytes.Length > ShortText;
        return Visible(Encoding.UTF8.GetString(cut ? bytes[..ShortText] : bytes)) + (cut ? "…" : "");
    }

    // a message is one line here, and bytes from a peer never steer the terminal
    private static string Visible(string text)
    {
        StringBuilder visible = new(text.Length);
        foreach (char character in text)
        {
            visible.Append(character is '\r' or '\n' or '\t' ? " " : char.IsControl(character) ? $"\\x{(int)character:x2}" : character.ToString());
        }

        return visible.ToString();
    }

    private static string? Paint(TimelineKind kind) => kind switch
    {
        TimelineKind.Command => "36",
        TimelineKind.Error or TimelineKind.Reset or TimelineKind.Gap or TimelineKind.Unreadable => "31",
        TimelineKind.Event => "33",
        TimelineKind.Note or TimelineKind.Close or TimelineKind.EndOfInput => "2",
        _ => null,
    };
}
