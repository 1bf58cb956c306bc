using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>How the live server stands that we look at.</summary>
internal static class AttachedSection
{
    /// <summary>The state, and the way to what was said.</summary>
    public static HtmlText Of(AttachedClient client, IReadOnlyList<ShelvedRecording> recordings) => HtmlText.Of($"""
        {Of(client)}
        <p>{recordings.Select(recording => HtmlText.Of($"<a href=\"{RecordingsPage.AddressOf(recording)}\">The live conversation</a>"))}</p>
        """);

    /// <summary>The state alone.</summary>
    public static HtmlText Of(AttachedClient client) => HtmlText.Of($"""
        <div data-live="attached" role="status"><p class="verdict {(client.HasEnded ? "bad" : "good")}"><strong>{VisibleText.Of(client.Name)}</strong>: {(client.HasEnded ? "the conversation has ended" : "attached")}{Said(client)}</p></div>
        """);

    private static HtmlText Said(AttachedClient client) => client.State switch
    {
        { Length: > 0 } state => HtmlText.Of($"; it said last <code>{VisibleText.Of(state)}</code>"),
        null when !client.HasEnded => HtmlText.Of($"; it has not answered yet: a monitor of QEMU serves one client at a time, and another one may be there"),
        _ => HtmlText.Empty,
    };
}
