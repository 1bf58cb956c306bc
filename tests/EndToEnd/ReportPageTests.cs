using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Tests.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The page in a browser. Set QMPFUZZ_SCREENSHOTS to a folder to look at it yourself.</summary>
public sealed class ReportPageTests : IDisposable
{
    private const int LongSession = 2000;

    private static readonly string CrashName = SampleFolder.Crash().Signature.Text;
    private static readonly string RuleName = SampleFolder.BrokenRule().Signature.Text;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int, ColorScheme> Looks() => new()
    {
        { "light", 1280, ColorScheme.Light }, { "dark", 1280, ColorScheme.Dark }, { "narrow", 390, ColorScheme.Light },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_OfNights_IsQuietAndAccessible(string look, int width, ColorScheme scheme)
    {
        await using Browser browser = await Browser.StartAsync();
        string file = await WriteAsync();
        IPage page = await browser.OpenAsync($"file://{file}", width, scheme);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("QmpFuzz report");
        await Assertions.Expect(page.Locator(".verdict")).ToHaveTextAsync("1 new, 1 known");
        Assert.Equal(2, await page.Locator("figure.chart svg").CountAsync());
        Assert.Equal([$"file://{file}"], browser.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(browser.Complaints);
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "the page scrolls sideways");
        await ScreenshotAsync(page, look);
        AxeResult axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task Page_WithHostileBytes_ShowsThemAndRunsNothing()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.OpenAsync($"file://{await WriteAsync()}");
        await page.Locator("details.finding").EvaluateAllAsync<bool>("all => all.every(one => one.open = true)");
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Contains("</script><img src=x onerror=alert(1)>", await page.Locator("dd.came").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", await page.Locator(".diagram").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Page_Always_HasLinksThatLead()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.OpenAsync($"file://{await WriteAsync()}");
        string[] dead = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(href => href[0] !== '#' || !document.getElementById(href.slice(1)))");
        Assert.Empty(dead);
        Assert.InRange(await page.Locator("a[href]").CountAsync(), 6, 100);
    }

    [Fact]
    public async Task Diagram_WhenACommandOvertakes_SaysSo()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.OpenAsync($"file://{await WriteAsync()}");
        ILocator diagram = page.Locator($"[id='embedded-{CrashName}'] .diagram");
        await Assertions.Expect(diagram.Locator(".overtakes")).ToHaveTextAsync("overtakes #2");
        await Assertions.Expect(diagram.Locator(".row.event")).ToContainTextAsync("event STOP");
        Assert.Equal(["client 0", "client 1", "server"], await diagram.Locator(".who").AllInnerTextsAsync());
        await Assertions.Expect(diagram.Locator(".row.fine", new LocatorLocatorOptions { HasText = "overtakes" }).Locator(".passes")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Copy_OfTheCommand_TellsThatItDid()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.OpenAsync($"file://{await WriteAsync()}");
        await page.Locator("button[data-copy]").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("button[data-copy]").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Copied|Selected"));
    }

    [Fact]
    public async Task Diagram_OfALongSession_StaysScrollable()
    {
        await using Browser browser = await Browser.StartAsync();
        string file = await WriteAsync(LongSession);
        IPage page = await browser.OpenAsync($"file://{file}");
        ILocator diagram = page.Locator($"[id='embedded-{CrashName}'] .diagram");
        Assert.Equal(LongSession, await diagram.Locator("li.row").CountAsync());
        await diagram.Locator("li.row").Last.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(diagram.Locator("li.row").Last).ToBeInViewportAsync();
        Assert.True(await diagram.EvaluateAsync<bool>("element => element.scrollTop > 10000 && element.clientHeight < innerHeight"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Page_OnPaper_ShowsAllOfADiagram()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.OpenAsync($"file://{await WriteAsync()}");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.True(await page.Locator(".diagram").First.EvaluateAsync<bool>("element => element.scrollHeight <= element.clientHeight + 2"));
        await Assertions.Expect(page.Locator("nav")).ToBeHiddenAsync();
        await ScreenshotAsync(page, "print");
    }

    private async Task<string> WriteAsync(int messages = 0)
    {
        string folder = SampleFolder.OfNights(_folder);
        NightLog.Open(folder).Append(SampleFolder.NightOf(1, (RuleName, Reproduction.Shown)));
        NightLog.Open(folder).Append(SampleFolder.NightOf(2, (RuleName, Reproduction.Shown), (CrashName, Reproduction.Shown)));
        if (messages > 0)
        {
            WriteLongSession(Path.Combine(FolderReport.FolderOf(folder, "embedded"), "findings", CrashName, "transcript"), messages);
        }

        string file = _folder.File("report.html");
        await File.WriteAllTextAsync(file, ReportPage.Write(FolderReport.Read(folder)!, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken));
        return file;
    }

    private static void WriteLongSession(string folder, int messages)
    {
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        SessionHeader header = new() { Started = DateTimeOffset.UnixEpoch, Source = "embedded monitor 0", By = "fuzz" };
        using SessionWriter writer = SessionWriter.Create(Path.Combine(folder, "000-monitor-0.qmps"), header);
        for (int i = 0; i < messages; i += 2)
        {
            writer.WriteChunk(i, SessionSide.Client, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"execute\":\"query-status\",\"id\":{i}}}\n")));
            writer.WriteChunk(i + 1, SessionSide.Server, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"return\": {{\"running\": true}}, \"id\": {i}}}\r\n")));
        }
    }

    private static async Task ScreenshotAsync(IPage page, string look)
    {
        if (Environment.GetEnvironmentVariable("QMPFUZZ_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{look}.png"), FullPage = true });
        }
    }
}
