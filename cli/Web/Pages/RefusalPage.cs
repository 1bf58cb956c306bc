using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>What somebody sees who does not get what was asked for.</summary>
internal static class RefusalPage
{
    /// <summary>To whom we do not talk: without a way further.</summary>
    public static string Of(string reason) => Page.LiveOf("Refused - QmpFuzz", HtmlText.Of($"<main><h1>Refused</h1><p>{reason}</p></main>"));

    /// <summary>What is not there, or did not work.</summary>
    public static string Within(string title, string reason) => Frame.Of(title, "", HtmlText.Of($"<p>{VisibleText.Of(reason)}</p>"));
}
