using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>What all pages have around them: the way to the others, and the word of the script that the server has gone.</summary>
internal static class Frame
{
    public const string Overview = "/";
    public const string Findings = "/findings";
    public const string Recordings = "/recordings";
    public const string Replay = "/replay";
    public const string Report = "/report";

    private static readonly (string Address, string Name)[] Places =
        [(Overview, "Overview"), (Findings, "Findings"), (Recordings, "Recordings"), (Replay, "Replay"), (Report, "Whole report")];

    /// <summary>A page; <paramref name="every"/>: after so many milliseconds it asks for itself again, 0: never.</summary>
    public static string Of(string title, string here, HtmlText body, int every = 0) => Page.LiveOf($"{title} - QmpFuzz", HtmlText.Of($"""
        <a class="skip" href="#main">To the content</a>
        <header>
        <h1>{title}</h1>
        <nav aria-label="Pages"><ul>{Places.Select(place => HtmlText.Of($"<li><a href=\"{place.Address}\"{(place.Address == here ? HtmlText.Of($" aria-current=\"page\"") : HtmlText.Empty)}>{place.Name}</a></li>"))}</ul></nav>
        <p id="connection" class="gone" role="status"></p>
        </header>
        <main id="main" tabindex="-1" data-every="{every}">
        {body}
        </main>
        """));

    /// <summary>The address of a page with its fields.</summary>
    public static string Address(string page, params (string Name, string? Value)[] fields)
    {
        string query = string.Join('&', fields.Where(field => field.Value is { Length: > 0 }).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}"));
        return query.Length == 0 ? page : $"{page}?{query}";
    }

    /// <summary>The field that narrows a list; without script the button asks the server.</summary>
    public static HtmlText Filter(string page, string items, string label, string? words, params (string Name, string? Value)[] others) => HtmlText.Of($"""
        <form class="filters" role="search" method="get" action="{page}">{others.Where(other => other.Value is { Length: > 0 }).Select(other => HtmlText.Of($"<input type=\"hidden\" name=\"{other.Name}\" value=\"{other.Value}\">"))}
        <label for="words">{label}</label> <input id="words" type="search" name="q" value="{words}" data-filter="{items}" autocomplete="off"> <button>Search</button> <output for="words"></output>
        </form>
        """);

    /// <summary>Whether a text has all of the words.</summary>
    public static bool Has(string text, string? words) =>
        (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
