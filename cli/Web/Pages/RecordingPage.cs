using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>One recording, or all of its group, as a timeline; one that is being written grows under the reader's eyes.</summary>
internal static class RecordingPage
{
    private const int MostRows = 2000;
    private const int Every = 1000;
    private const int EverySilent = 5000;
    private const long LongestFollowed = 32 << 20;          // it is read from its start each time

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>What the address asks for.</summary>
    /// <param name="Recording">The file.</param>
    /// <param name="Group">All that share its clock.</param>
    /// <param name="All">They are what is shown.</param>
    /// <param name="From">The first row.</param>
    internal sealed record View(ShelvedRecording Recording, IReadOnlyList<string> Group, bool All, int From);

    public static string Of(View view, ReplayForm form, HtmlText attached, bool isWritten)
    {
        IReadOnlyList<string> sessions = view.All ? view.Group : [view.Recording.Path];
        SessionDiagram diagram = SessionDiagram.Read(sessions, MostRows, view.From);
        SessionHeader header = view.Recording.Header;
        return Frame.Of("Recording", Frame.Recordings, HtmlText.Of($"""
            {attached}
            <dl>
            <dt>file</dt><dd><code>{VisibleText.Of(view.Recording.Name)}</code></dd>
            <dt>of</dt><dd><code>{VisibleText.Of(header.Source)}</code>, dialect {VisibleText.Of(header.Dialect)}, by {VisibleText.Of(header.By)}</dd>
            <dt>started</dt><dd>{RecordingsPage.Time(header.Started)} UTC</dd>
            {(view.Group.Count > 1 ? Group(view) : HtmlText.Empty)}
            </dl>
            {diagram.Faults.Select(fault => HtmlText.Of($"<p class=\"verdict bad\">{VisibleText.Of(fault.ToString())}</p>"))}
            {form.Of("/replay/recording", ("file", view.Recording.Name), ("group", view.All ? "all" : null))}
            <details><summary>The same in a shell</summary>{form.Shell(sessions, header.Dialect)}</details>
            <div class="filters" role="search"><label for="words">Only rows with</label> <input id="words" type="search" data-filter=".diagram li.row" autocomplete="off"> <output for="words"></output></div>
            <div data-live="pages">{Pages(view, diagram)}</div>
            {(diagram.Rows.Count == 0 ? HtmlText.Of($"<div data-live=\"nothing\"><p class=\"quiet\">Nothing was said yet.</p></div>") : DiagramSection.Of(diagram, "Timeline"))}
            """), view.Recording.Length > LongestFollowed ? 0 : isWritten ? Every : EverySilent);
    }

    /// <summary>Whether somebody writes it now, as far as its time tells.</summary>
    public static bool IsWritten(ShelvedRecording recording, DateTimeOffset now) => now - recording.Written < Silence;

    private static HtmlText Group(View view) => HtmlText.Of($"<dt>group</dt><dd>{(view.All ? HtmlText.Of($"{view.Group.Count} connections on one clock; <a href=\"{RecordingsPage.AddressOf(view.Recording)}\">only this one</a>") : HtmlText.Of($"<a href=\"{RecordingsPage.AddressOf(view.Recording, group: true)}\">all {view.Group.Count} connections on one clock</a>"))}</dd>");

    private static HtmlText Pages(View view, SessionDiagram diagram)
    {
        int end = diagram.Before + diagram.Rows.Count;
        int all = end + diagram.LeftOut;
        return all <= diagram.Rows.Count ? HtmlText.Empty : HtmlText.Of($"""
            <nav aria-label="Parts of the recording"><ul><li>rows {diagram.Before + 1:N0} to {end:N0} of {all:N0}</li>
            {(diagram.Before > 0 ? HtmlText.Of($"<li><a href=\"{RecordingsPage.AddressOf(view.Recording, view.All, Math.Max(0, view.From - MostRows))}\" rel=\"prev\">earlier</a></li>") : HtmlText.Empty)}
            {(diagram.LeftOut > 0 ? HtmlText.Of($"<li><a href=\"{RecordingsPage.AddressOf(view.Recording, view.All, end)}\" rel=\"next\">later</a></li>") : HtmlText.Empty)}</ul></nav>
            """);
    }
}
