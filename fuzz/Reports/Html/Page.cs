using System.Security.Cryptography;
using System.Text;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>
/// A whole page in one piece: style, script and data are inside, and its policy lets it load nothing, so that a hostile byte that got
/// through would still run nothing and reach nobody.
/// </summary>
public static class Page
{
    private static readonly string Style = Asset("chartist.css") + Asset("report.css");
    private static readonly string FileScript = Asset("chartist.js") + "\n" + Asset("report.js");
    private static readonly string LiveScript = Asset("live.js") + FileScript;

    /// <summary>What a page in a file may do: nothing but show itself.</summary>
    public static string FilePolicy { get; } = Policy(FileScript, "'none'");

    /// <summary>What a page that is served live may do: as little, and ask its own server again.</summary>
    public static string LivePolicy { get; } = Policy(LiveScript, "'self'");

    /// <summary>A page for a file.</summary>
    public static string Of(string title, HtmlText body) => Of(title, body, FileScript, FilePolicy);

    /// <summary>A page that is served, and keeps the parts of it that say <c>data-live</c> as they are now.</summary>
    public static string LiveOf(string title, HtmlText body) => Of(title, body, LiveScript, LivePolicy);

    private static string Policy(string script, string server) =>
        $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; img-src data:; connect-src {server}; form-action {server}; base-uri 'none'";

    private static string Of(string title, HtmlText body, string script, string policy) => HtmlText.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="{HtmlText.Asset(policy)}">
        <link rel="icon" href="data:,">
        <title>{title}</title>
        <style>{HtmlText.Asset(Style)}</style>
        </head>
        <body>
        {body}
        <script>{HtmlText.Asset(script)}</script>
        </body>
        </html>

        """).ToString();

    private static string Asset(string name)
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream($"QmpFuzz.Fuzz.Reports.Html.Assets.{name}")
            ?? throw new InvalidOperationException($"{name} was not built in");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
