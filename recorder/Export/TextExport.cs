using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Recorder.Export;

/// <summary>A dialogue to read, one message a line: seconds, who, and the message as it was sent.</summary>
internal sealed class TextExport(Stream file) : ISessionExport
{
    public void Write(SessionReader session, int index)
    {
        Line($"# {session.Header.Source}, {session.Header.Started.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}, by {session.Header.By}");
        foreach (TimelineEntry entry in SessionTimeline.Of(session))
        {
            string who = entry.From switch { SessionSide.Client => "-->", SessionSide.Server => "<--", _ => "   " };
            Line($"{entry.Microseconds / 1e6:F6} {who} {Describe(entry)}");
        }
    }

    private static string Describe(TimelineEntry entry) => entry.Kind switch
    {
        TimelineKind.Descriptors => $"# {entry.Count} file descriptors",
        TimelineKind.Gap => $"# {entry.Count} bytes lost",
        TimelineKind.EndOfInput => "# end of input",
        TimelineKind.Close => "# closed",
        TimelineKind.Reset => "# reset",
        TimelineKind.Note => $"# {Encoding.UTF8.GetString(entry.Text.Span)}",
        _ => Encoding.UTF8.GetString(entry.Text.Span).ReplaceLineEndings(" "),
    };

    private void Line(FormattableString text) => file.Write(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n"));
}
