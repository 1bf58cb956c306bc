using System.Globalization;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>One finding: what should have come, what came, the conversation, and the line that repeats it.</summary>
public static class FindingSection
{
    /// <summary>As it stands among others: what is news is open.</summary>
    public static HtmlText Of(string campaign, FindingEntry finding, SessionDiagram diagram) =>
        Of(campaign, finding, diagram, finding.State is FindingState.New or FindingState.Back);

    /// <summary>Open, or as its first line.</summary>
    public static HtmlText Of(string campaign, FindingEntry finding, SessionDiagram diagram, bool isOpen)
    {
        string id = $"{campaign}-{finding.Signature}";
        string state = finding.State.ToString().ToLowerInvariant();
        return HtmlText.Of($"""
            <details class="finding" id="{id}"{(isOpen ? HtmlText.Of($" open") : HtmlText.Empty)}>
            <summary><span class="tag {state}">{state}</span> <h3>{finding.Signature}</h3> <span class="quiet">{campaign}, seen {Times(finding.Seen.Count)}{finding.ShownAfresh}</span></summary>
            <dl>
            <dt>expected</dt><dd>{VisibleText.Of(finding.Expected)}</dd>
            <dt>came</dt><dd class="came">{VisibleText.Of(finding.Came)}</dd>
            <dt>place</dt><dd><code>{VisibleText.Of(finding.Place)}</code></dd>
            {(finding.KnownAs is { } reason ? HtmlText.Of($"<dt>known as</dt><dd>{VisibleText.Of(reason)}</dd>") : HtmlText.Empty)}
            {(finding.TestFile.Length == 0 ? HtmlText.Empty : HtmlText.Of($"<dt>as a test</dt><dd><code>{VisibleText.Of(finding.TestFile)}</code></dd>"))}
            </dl>
            {(finding.Details.Length == 0 ? HtmlText.Empty : HtmlText.Of($"<pre tabindex=\"0\" aria-label=\"Stack or rule of {finding.Signature}\">{VisibleText.Of(finding.Details)}</pre>"))}
            <h4>Minimised session</h4>
            <p class="quiet">{finding.Minimised.Length} bytes of {finding.InputLength}</p>
            {DiagramSection.Of(diagram, $"Conversation of {finding.Signature}")}
            {(finding.Minimised.Length == 0 ? HtmlText.Empty : HtmlText.Of($"<details><summary>The bytes of the minimised input</summary><pre tabindex=\"0\" aria-label=\"Minimised input of {finding.Signature}\">{Dump(finding.Minimised)}</pre></details>"))}
            <h4>Repeat it</h4>
            <p class="command"><code>{VisibleText.Of(finding.Reproduce)}</code> <button type="button" data-copy="{finding.Reproduce}">Copy</button></p>
            </details>
            """);
    }

    private static string Times(long count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    private static string Dump(byte[] bytes) => VisibleText.Of(bytes.AsSpan(0, Math.Min(bytes.Length, 16_384)));
}
