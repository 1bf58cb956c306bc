using System.Globalization;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>All recordings as a list that can be narrowed.</summary>
internal static class RecordingsPage
{
    private const int Every = 2000;
    private const int MostRows = 500;

    public static string Of(IReadOnlyList<ShelvedRecording> all, string? words, DateTimeOffset now)
    {
        ShelvedRecording[] found = [.. all.Where(recording => Frame.Has($"{recording.Name} {recording.Header.Source} {recording.Header.By} {recording.Header.Dialect}", words))];
        return Frame.Of("Recordings", Frame.Recordings, HtmlText.Of($"""
            {Frame.Filter(Frame.Recordings, "#list tbody tr", "Only those with", words)}
            <div id="list" data-live="recordings"><p class="quiet">{found.Length:N0} of {all.Count:N0} recordings{(found.Length > MostRows ? $", of which the latest {MostRows} are shown: search for the others" : "")}</p>
            {(found.Length == 0 ? HtmlText.Empty : Table(found.Take(MostRows), now))}</div>
            """), Every);
    }

    /// <summary>Where a recording has its page.</summary>
    public static string AddressOf(ShelvedRecording recording, bool group = false, int from = 0) => Frame.Address(
        "/recording", ("file", recording.Name), ("group", group ? "all" : null), ("from", from > 0 ? from.ToString(CultureInfo.InvariantCulture) : null));

    private static HtmlText Table(IEnumerable<ShelvedRecording> recordings, DateTimeOffset now) => HtmlText.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="Table of recordings"><table><thead><tr><th scope="col">started (UTC)</th><th scope="col">recording</th><th scope="col">of</th><th scope="col">by</th><th scope="col">dialect</th><th scope="col" class="n">KiB</th></tr></thead><tbody>
        {recordings.Select(recording => HtmlText.Of($"<tr><td class=\"when\">{Time(recording.Header.Started)}</td><th scope=\"row\"><a href=\"{AddressOf(recording)}\">{VisibleText.Of(recording.Name)}</a>{(RecordingPage.IsWritten(recording, now) ? HtmlText.Of($" <span class=\"tag running\">just written</span>") : HtmlText.Empty)}</th><td><code>{VisibleText.Of(recording.Header.Source)}</code></td><td>{VisibleText.Of(recording.Header.By)}</td><td>{VisibleText.Of(recording.Header.Dialect)}</td><td class=\"n\">{recording.Length / 1024.0:N1}</td></tr>\n"))}</tbody></table></div>
        """);

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
