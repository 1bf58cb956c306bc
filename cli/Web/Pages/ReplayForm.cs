using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>The button that replays, with the little that can be chosen. What is started is no field: it is on the command line of <c>web</c>.</summary>
internal sealed class ReplayForm(string key, ReplayTargetPlan plan)
{
    private static readonly (string Value, string Text)[] Speeds = [("1", "as recorded"), ("10", "10 times as fast"), ("max", "as fast as replies allow")];
    private static readonly (string Value, string Text)[] Levels = [("shape", "shape"), ("classes", "classes"), ("exact", "exact"), ("none", "none")];

    /// <summary>The form; the fields say what is replayed.</summary>
    public HtmlText Of(string action, params (string Name, string? Value)[] fields) => HtmlText.Of($"""
        <form class="actions" method="post" action="{action}">{Key()}{fields.Where(field => field.Value is not null).Select(field => HtmlText.Of($"<input type=\"hidden\" name=\"{field.Name}\" value=\"{field.Value}\">"))}
        <label>Speed {Select("speed", Speeds)}</label> <label>Compare {Select("compare", Levels)}</label> <button>Replay</button> <span class="quiet">against a fresh <code>{VisibleText.Of(plan.ToString())}</code></span>
        </form>
        """);

    /// <summary>The line that does the same in a shell, with the choices that the form begins with.</summary>
    public HtmlText Shell(IReadOnlyList<string> sessions, string dialect) =>
        Shell(plan.Reproducer(new ReplayOrder("", "", sessions, dialect, PlaybackSpeed.AsRecorded, CompareLevel.Shape)));

    /// <summary>A line for a shell, to copy.</summary>
    public static HtmlText Shell(string line) =>
        HtmlText.Of($"<p class=\"command\"><code>{VisibleText.Of(line)}</code> <button type=\"button\" data-copy=\"{line}\">Copy</button></p>");

    /// <summary>The button that ends it.</summary>
    public HtmlText Cancel() => HtmlText.Of($"<form class=\"actions\" method=\"post\" action=\"/replay/cancel\">{Key()}<button>Cancel</button></form>");

    /// <summary>Reads what was chosen; false if that was none of ours.</summary>
    public static bool TryRead(string? speed, string? compare, [NotNullWhen(true)] out (PlaybackSpeed Speed, CompareLevel Compare)? choice)
    {
        bool isOurs = Speeds.Any(each => each.Value == speed) && Levels.Any(each => each.Value == compare);
        choice = isOurs && PlaybackSpeed.TryParse(speed!, out PlaybackSpeed? parsed) ? (parsed.Value, Enum.Parse<CompareLevel>(compare!, ignoreCase: true)) : null;
        return choice is not null;
    }

    private HtmlText Key() => HtmlText.Of($"<input type=\"hidden\" name=\"{Gate.FormField}\" value=\"{key}\">");

    private static HtmlText Select(string name, (string Value, string Text)[] options) =>
        HtmlText.Of($"<select name=\"{name}\">{options.Select(option => HtmlText.Of($"<option value=\"{option.Value}\">{option.Text}</option>"))}</select>");
}
