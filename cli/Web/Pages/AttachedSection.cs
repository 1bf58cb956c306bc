using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>How the live server stands that we look at.</summary>
internal static class AttachedSection
{
    public static HtmlText Of(AttachedClient client, IReadOnlyList<ShelvedRecording> recordings) => HtmlText.Of($"""
        <div data-live="attached" role="status"><p class="verdict {(client.HasEnded ? "bad" : "good")}"><strong>{VisibleText.Of(client.Name)}</strong>: {(client.HasEnded ? "the conversation has ended" : "attached")}{(client.State is { Length: > 0 } state ? HtmlText.Of($"; it said last <code>{VisibleText.Of(state)}</code>") : HtmlText.Empty)}</p></div>
        <p>{recordings.Select(recording => HtmlText.Of($"<a href=\"{RecordingsPage.AddressOf(recording)}\">The live conversation</a>"))}</p>
        """);
}
