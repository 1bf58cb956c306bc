using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QmpFuzz.Cli.Web.Pages;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Web;

/// <summary>Which address has which page. Looking at one changes nothing: only what is posted does.</summary>
internal sealed class WebSite(Library library, ReplayDesk desk, WholeReport report, AttachedClient? attached, AccessKeys keys, TimeProvider time)
{
    private readonly ReplayForm _form = new(keys.Form, desk.Plan);

    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Frame.Overview, Guarded(context => Answer.WriteAsync(context, OverviewPage.Of(attached?.Name ?? library.Folder, library.Report(), Now, attached is null ? HtmlText.Empty : AttachedSection.Of(attached, library.Recordings())))));
        routes.MapGet(Frame.Findings, Guarded(context => Answer.WriteAsync(context, FindingsPage.Of(library.Report(), context.Request.Query["state"], context.Request.Query["q"]))));
        routes.MapGet("/finding", Guarded(ShowFindingAsync));
        routes.MapGet(Frame.Recordings, Guarded(context => Answer.WriteAsync(context, RecordingsPage.Of(library.Recordings(), context.Request.Query["q"], Now))));
        routes.MapGet("/recording", Guarded(ShowRecordingAsync));
        routes.MapGet(Frame.Replay, Guarded(context => Answer.WriteAsync(context, ReplayPage.Of(desk, _form))));
        routes.MapGet(Frame.Report, Guarded(ShowReportAsync));
        routes.MapPost("/replay/recording", Guarded(ReplayRecordingAsync));
        routes.MapPost("/replay/finding", Guarded(ReplayFindingAsync));
        routes.MapPost("/replay/cancel", Guarded(CancelAsync));
    }

    /// <summary>Says so where no page was found, or one that cannot be asked for in that way.</summary>
    public static async Task SayIfNothingIsThereAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
        {
            await Answer.WriteAsync(context, RefusalPage.Within("Not found", "There is no such page."), context.Response.StatusCode);
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    // a folder that cannot be read, or has gone, is said to the reader
    private static RequestDelegate Guarded(Func<HttpContext, Task> work) => async context =>
    {
        try
        {
            await work(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the reader has gone: nobody to tell
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            await Answer.WriteAsync(context, RefusalPage.Within("That did not work", failure.Message), StatusCodes.Status500InternalServerError);
        }
    };

    private static Task NotThereAsync(HttpContext context, string reason) =>
        Answer.WriteAsync(context, RefusalPage.Within("Not found", reason), StatusCodes.Status404NotFound);

    private Task ShowFindingAsync(HttpContext context) => Find(context.Request.Query["campaign"], context.Request.Query["name"]) is { } found
        ? Answer.WriteAsync(context, FindingPage.Of(found.Campaign, found.Finding, _form))
        : NotThereAsync(context, "There is no such finding in this folder.");

    private Task ShowRecordingAsync(HttpContext context)
    {
        if (library.Find(context.Request.Query["file"]) is not { } recording)
        {
            return NotThereAsync(context, "There is no such recording in this folder.");
        }

        int from = int.TryParse(context.Request.Query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : 0;
        RecordingPage.View view = new(recording, library.GroupOf(recording), context.Request.Query["group"] == "all", from);
        bool isWritten = RecordingPage.IsWritten(recording, Now) || attached is { HasEnded: false };
        return Answer.WriteAsync(context, RecordingPage.Of(view, _form, attached is null ? HtmlText.Empty : AttachedSection.Of(attached), isWritten));
    }

    private async Task ShowReportAsync(HttpContext context)
    {
        if (library.Report() is null)
        {
            await NotThereAsync(context, "No campaign was ever run in this folder.");
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = $"{Page.FilePolicy}; frame-ancestors 'none'";
        await Answer.WriteAsync(context, await report.WriteAsync(context.RequestAborted));
    }

    private async Task ReplayRecordingAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (library.Find(form["file"]) is not { } recording)
        {
            await NotThereAsync(context, "There is no such recording in this folder.");
            return;
        }

        bool all = form["group"] == "all";
        await StartAsync(context, form, (speed, compare) => new ReplayOrder(
            recording.Name, RecordingsPage.AddressOf(recording, all), all ? library.GroupOf(recording) : [recording.Path], recording.Header.Dialect, speed, compare));
    }

    private async Task ReplayFindingAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Find(form["campaign"], form["name"]) is not { } found || FindingPage.SessionsOf(found.Finding) is not { Count: > 0 } sessions)
        {
            await NotThereAsync(context, "There is no such finding in this folder, or nothing was said in it.");
            return;
        }

        await StartAsync(context, form, (speed, compare) => new ReplayOrder(
            found.Finding.Signature, FindingsPage.AddressOf(found.Campaign, found.Finding), sessions, found.Dialect ?? ProtocolDialect.Qemu.Name, speed, compare));
    }

    private Task StartAsync(HttpContext context, IFormCollection form, Func<PlaybackSpeed, CompareLevel, ReplayOrder> order)
    {
        if (!ReplayForm.TryRead(form["speed"], form["compare"], out (PlaybackSpeed Speed, CompareLevel Compare)? choice))
        {
            return Answer.WriteAsync(context, RefusalPage.Within("That did not work", "The speed or the comparison is none of the form's."), StatusCodes.Status400BadRequest);
        }

        return desk.TryStart(order(choice.Value.Speed, choice.Value.Compare))
            ? Answer.GoTo(context, Frame.Replay)
            : Answer.WriteAsync(context, RefusalPage.Within("Not now", "Another replay is under way: see the page Replay, which can cancel it."), StatusCodes.Status409Conflict);
    }

    private Task CancelAsync(HttpContext context)
    {
        desk.Cancel();
        return Answer.GoTo(context, Frame.Replay);
    }

    private (string Campaign, string? Dialect, FindingEntry Finding)? Find(string? campaign, string? name)
    {
        CampaignReport? where = library.Report()?.Campaigns.FirstOrDefault(each => each.Name == campaign);
        FindingEntry? finding = where?.Findings.FirstOrDefault(each => each.Signature == name);
        return finding is null ? null : (where!.Name, where.Summary?.Dialect, finding);
    }
}
