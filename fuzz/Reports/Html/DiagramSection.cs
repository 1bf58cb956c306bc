using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>A sequence diagram as a list, which is what it is for whoever does not see it.</summary>
public static class DiagramSection
{
    private const int ShortText = 240;
    private const int LongText = 16_384;

    public static HtmlText Of(SessionDiagram diagram, string label) => diagram.Rows.Count == 0
        ? HtmlText.Of($"<p class=\"quiet\">No conversation was kept.</p>")
        : HtmlText.Of($"""
            <div class="diagram" role="region" tabindex="0" aria-label="{label}" style="--clients:{diagram.Lanes.Count}">
            <div class="row head" aria-hidden="true"><span class="at">s</span><span class="tracks"></span><span class="lanes">{diagram.Lanes.Select((lane, index) => HtmlText.Of($"<span class=\"who\" title=\"{lane}\">{NameOf(diagram, index)}</span>"))}<span class="who">server</span></span><span class="what">message</span></div>
            <ol data-live="rows-{diagram.Lanes.Count}">
            {diagram.Rows.Select(row => Row(diagram, row))}</ol>
            {(diagram.LeftOut > 0 ? HtmlText.Of($"<p class=\"quiet\">… and {diagram.LeftOut} more rows, which are not shown here.</p>") : HtmlText.Empty)}</div>
            """);

    private static string NameOf(SessionDiagram diagram, int lane) =>
        diagram.Lanes.Count == 1 ? "client" : string.Create(CultureInfo.InvariantCulture, $"client {lane}");

    private static HtmlText Row(SessionDiagram diagram, DiagramRow row)
    {
        (string direction, string style) = row.Entry.From switch
        {
            SessionSide.Client => ($"{NameOf(diagram, row.Lane)} to server:", "to-server"),
            SessionSide.Server => ($"server to {NameOf(diagram, row.Lane)}:", "to-client"),
            _ => ("", "note"),
        };
        return HtmlText.Of($"""
            <li class="row {style} {KindOf(row.Entry)}"><span class="at">{row.Microseconds / 1e6:F6}</span><span class="tracks">{row.Tracks.Select(Track)}</span><span class="lanes" aria-hidden="true"><span class="arrow" style="--at-lane:{row.Lane}"></span></span><span class="what"><span class="only-read">{direction}</span> <b>{Label(row.Entry)}</b>{Overtaken(row)} {Text(row.Entry)}</span></li>

            """);
    }

    private static HtmlText Track(TrackMark mark) => mark switch
    {
        TrackMark.Opens => HtmlText.Of($"<i class=\"opens\"></i>"),
        TrackMark.Passes => HtmlText.Of($"<i class=\"passes\"></i>"),
        TrackMark.Closes => HtmlText.Of($"<i class=\"closes\"></i>"),
        _ => HtmlText.Of($"<i></i>"),
    };

    private static string KindOf(TimelineEntry entry) => entry.Kind switch
    {
        TimelineKind.Event => "event",
        TimelineKind.Error => "error",
        TimelineKind.Return or TimelineKind.Greeting => "fine",
        TimelineKind.Command => "request",
        TimelineKind.Unreadable => "rubbish",
        _ => "happened",
    };

    private static string Label(TimelineEntry entry)
    {
        string number = entry.Number is { } known ? string.Create(CultureInfo.InvariantCulture, $"#{known} ") : "";
        string name = entry.Name is null ? "" : VisibleText.Of(entry.Name);
        return entry.Kind switch
        {
            TimelineKind.Command => $"{number}{name}",
            TimelineKind.Return => $"{number}return",
            TimelineKind.Error => $"{number}error {name}",
            TimelineKind.Event => $"event {name}",
            TimelineKind.Greeting => "greeting",
            TimelineKind.Unreadable => $"{number}bytes that are no message",
            TimelineKind.Descriptors => $"{entry.Count} descriptors",
            TimelineKind.Gap => $"{entry.Count} bytes lost",
            TimelineKind.EndOfInput => "end of input",
            TimelineKind.Close => "closes the connection",
            TimelineKind.Reset => "resets the connection",
            _ => "note",
        };
    }

    private static HtmlText Overtaken(DiagramRow row) => row.Overtaken.Count == 0 ? HtmlText.Empty
        : HtmlText.Of($" <span class=\"tag overtakes\">overtakes {string.Join(", ", row.Overtaken.Take(4).Select(command => string.Create(CultureInfo.InvariantCulture, $"#{command}")))}{(row.Overtaken.Count > 4 ? " …" : "")}</span>");

    private static HtmlText Text(TimelineEntry entry)
    {
        if (entry.Text.IsEmpty)
        {
            return HtmlText.Empty;
        }

        ReadOnlySpan<byte> bytes = entry.Text.Span;
        string shown = VisibleText.Of(bytes[..Math.Min(bytes.Length, ShortText)]);
        return bytes.Length <= ShortText
            ? HtmlText.Of($"<code>{shown}</code>")
            : HtmlText.Of($"<details><summary><code>{shown}…</code></summary><code>{VisibleText.Of(bytes[..Math.Min(bytes.Length, LongText)])}</code>{(bytes.Length > LongText ? HtmlText.Of($" <span class=\"quiet\">… {bytes.Length} bytes in all</span>") : HtmlText.Empty)}</details>");
    }
}
