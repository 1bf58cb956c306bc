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
    private static readonly string Script = Asset("chartist.js") + "\n" + Asset("report.js");
    private static readonly string Hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    /// <summary>The page; <paramref name="connect"/> is what it may talk to, which is nothing for a file.</summary>
    public static string Of(string title, HtmlText body, string connect = "'none'") => HtmlText.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{HtmlText.Asset(Hash)}'; img-src data:; connect-src {HtmlText.Asset(connect)}; form-action {HtmlText.Asset(connect)}; base-uri 'none'">
        <link rel="icon" href="data:,">
        <title>{title}</title>
        <style>{HtmlText.Asset(Style)}</style>
        </head>
        <body>
        {body}
        <script>{HtmlText.Asset(Script)}</script>
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
