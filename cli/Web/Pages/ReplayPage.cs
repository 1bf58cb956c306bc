using System.Globalization;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Reports;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Cli.Web.Pages;

/// <summary>How the replay under way stands, or what came of the last one.</summary>
internal static class ReplayPage
{
    private const int Every = 500;
    private const int LongestText = 2000;

    public static string Of(ReplayDesk desk, ReplayForm form)
    {
        ReplayJob? job = desk.Job;
        ReplayOutcome? outcome = job?.Outcome;
        bool isUnderWay = job is not null && outcome is null;
        return Frame.Of("Replay", Frame.Replay, job is null ? Nothing(desk) : HtmlText.Of($"""
            <p>Of <a href="{job.Order.Page}">{VisibleText.Of(job.Order.Title)}</a> against a fresh <code>{VisibleText.Of(desk.Plan.ToString())}</code>, speed {job.Order.Speed.ToString()}.</p>
            <div data-live="verdict" role="status">{(outcome is null ? HtmlText.Of($"<p class=\"verdict busy\"><strong>Under way</strong></p>") : Verdict(outcome))}</div>
            <div data-live="result">{(isUnderWay ? UnderWay(job, form) : Result(outcome!, job.Order, desk.Plan))}</div>
            """), isUnderWay ? Every : 0);
    }

    private static HtmlText Nothing(ReplayDesk desk) => HtmlText.Of($"""
        <p>Nothing was replayed yet. Open a <a href="{Frame.Recordings}">recording</a> or a <a href="{Frame.Findings}">finding</a>: its button plays it against a fresh <code>{VisibleText.Of(desk.Plan.ToString())}</code>.</p>
        """);

    private static HtmlText UnderWay(ReplayJob job, ReplayForm form)
    {
        ReplayProgress progress = job.Progress;
        TimeSpan planned = job.Order.Speed.Scale(progress.Total);
        double next = progress.Total > TimeSpan.Zero ? progress.Position / progress.Total : 0;
        double share = planned > TimeSpan.Zero ? Math.Min(next, progress.Elapsed / planned) : next;
        return HtmlText.Of($"""
            <p><progress max="100" value="{100 * Math.Clamp(share, 0, 1):F0}" aria-label="How much of the recording was played"></progress> {progress.Elapsed.TotalSeconds:F1} s, {progress.Received:N0} messages; next is what was sent at {progress.Position.TotalSeconds:F1} of {progress.Total.TotalSeconds:F1} recorded s</p>
            {form.Cancel()}
            """);
    }

    private static HtmlText Verdict(ReplayOutcome outcome)
    {
        (string text, bool good) = outcome switch
        {
            Played { Report: var report } => (VerdictOf(report), report.IsFaithful),
            Refused refused => ($"Refused, nothing was sent: {Count(refused.Count, "command")} that would reach the host.", false),
            Failed => ("It could not be played.", false),
            _ => ("It was cancelled.", false),
        };
        return HtmlText.Of($"<p class=\"verdict {(good ? "good" : "bad")}\"><strong>{text}</strong></p>");
    }

    private static string VerdictOf(ReplayReport report)
    {
        string target = report.Target is { Crashed: true } ? $", and the target {report.Target}" : "";
        return report.Divergences.IsEmpty
            ? $"No divergence in {Count(report.Commands, "command")} and {Count(report.Received, "message")}{target}."
            : $"{Count(report.Divergences.Length + report.MoreDivergences, "divergence")} in {Count(report.Commands, "command")} and {Count(report.Received, "message")}{target}.";
    }

    private static HtmlText Result(ReplayOutcome outcome, ReplayOrder order, ReplayTargetPlan plan)
    {
        HtmlText result = outcome switch
        {
            Played played => Of(played),
            Refused refused => Of(refused),
            Failed failed => HtmlText.Of($"<pre tabindex=\"0\" aria-label=\"Why\">{VisibleText.Of(failed.Reason)}</pre>"),
            _ => HtmlText.Empty,
        };
        return HtmlText.Of($"""
            {result}
            <h2>Repeat it</h2>
            {ReplayForm.Shell(plan.Reproducer(order))}
            """);
    }

    private static HtmlText Of(Played played)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        ReportText.Write(text, played.Report, played.Options);
        return HtmlText.Of($"""
            {(played.Report.Divergences.IsEmpty ? HtmlText.Empty : First(played.Report.Divergences[0]))}
            <h2>Report</h2>
            <pre tabindex="0" aria-label="The whole report">{VisibleText.Of(text.ToString())}</pre>
            """);
    }

    private static HtmlText First(Divergence first) => HtmlText.Of($"""
        <h2>The first divergence</h2>
        <p><strong>{ReportText.KindOf(first)}</strong> in <code>{VisibleText.Of(Path.GetFileName(first.Session))}</code>{(first.RecordedAt is { } at ? HtmlText.Of($", at {at.TotalSeconds:F6} recorded s") : HtmlText.Empty)}</p>
        <dl>
        {(first.Command is { } command ? Term("answers", command.Trim()) : HtmlText.Empty)}
        {first.Differences.Where(difference => difference.Path != "$").Select(difference => HtmlText.Of($"{Term("at", difference.Path)}{Term("recorded", difference.Recorded)}{Term("live", difference.Live, "came")}"))}
        {Term("recorded message", first.Recorded ?? "nothing")}
        {Term("live message", first.Live ?? "nothing", "came")}
        </dl>
        {(first.Context.IsEmpty ? HtmlText.Empty : Context(first))}
        """);

    private static HtmlText Term(string name, string text, string style = "") => HtmlText.Of($"<dt>{name}</dt><dd class=\"{style}\"><code>{VisibleText.Of(text.Length > LongestText ? $"{text.AsSpan(0, LongestText)}…" : text)}</code></dd>");

    private static HtmlText Context(Divergence first) => HtmlText.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="What led to it"><table><caption>What led to it</caption><thead><tr><th scope="col" class="n">recorded s</th><th scope="col" class="n">live s</th><th scope="col">from</th><th scope="col">message</th></tr></thead><tbody>
        {first.Context.Select(row => HtmlText.Of($"<tr><td class=\"n\">{Seconds(row.Recorded)}</td><td class=\"n\">{Seconds(row.Live)}</td><td>{(row.FromClient ? "client" : "server")}</td><td><code>{VisibleText.Of(row.Text)}</code></td></tr>\n"))}</tbody></table></div>
        """);

    private static HtmlText Of(Refused refused) => HtmlText.Of($"""
        <p>What may be sent to a target that we start is in the lists of <code>replay/Safety/commands.txt</code>. On the command line, <code>qmpfuzz replay --allow-host-access</code> plays them.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Refused commands"><table><thead><tr><th scope="col" class="n">at s</th><th scope="col">command</th><th scope="col">sent</th></tr></thead><tbody>
        {refused.First.Select(Row)}</tbody></table></div>
        """);

    private static HtmlText Row(Refusal refusal) =>
        HtmlText.Of($"<tr><td class=\"n\">{refusal.At.TotalSeconds:F6}</td><th scope=\"row\"><code>{VisibleText.Of(refusal.Command)}</code></th><td><code>{VisibleText.Of(refusal.Text)}</code></td></tr>\n");

    private static string Seconds(TimeSpan? time) => time is { } known ? known.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture) : "-";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}s");
}
