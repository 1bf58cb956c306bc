using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Tests.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The pages of <c>qmpfuzz web</c> in a browser. Set QMPFUZZ_SCREENSHOTS to a folder to look at them yourself.</summary>
public sealed class WebPageTests : IDisposable
{
    private const int LongSession = 2000;

    private static readonly string Crash = SampleFolder.Crash().Signature.Text;
    private static readonly string[] Pages =
        ["/", "/findings", $"/finding?campaign=embedded&name={Crash}", "/recordings", "/recording?file=recordings/stop.qmps", "/replay", "/report"];

    private readonly TemporaryFolder _folder = new();

    private string Shown => _folder.File("nights");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int, ColorScheme> Looks() => new()
    {
        { "light", 1280, ColorScheme.Light }, { "dark", 1280, ColorScheme.Dark }, { "narrow", 390, ColorScheme.Light },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_OfNights_AreQuietAndAccessible(string look, int width, ColorScheme scheme)
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await browser.OpenAsync(web.Url, width, scheme);
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        foreach ((int index, string address) in Pages.Index())
        {
            await page.GotoAsync(new Uri(web.Root, address).ToString());
            Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{address} scrolls sideways");
            await ScreenshotAsync(page, $"web-{index}-{look}");
            AxeResult axe = await page.RunAxe();
            Assert.Empty(axe.Violations.Select(violation => $"{address}: {violation.Id}: {violation.Nodes[0].Html}"));
        }

        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Links_OfEveryPage_LeadSomewhere()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await browser.OpenAsync(web.Url);
        HashSet<string> seen = [];
        Queue<string> open = new([page.Url]);
        while (open.TryDequeue(out string? address))
        {
            if (!seen.Add(address))
            {
                continue;
            }

            IResponse? answer = await page.GotoAsync(address);
            Assert.Equal((200, address), (answer!.Status, address));
            string[] dead = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href')).filter(href => !document.getElementById(href.slice(1)))");
            Assert.Empty(dead);
            foreach (string link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"))
            {
                Assert.StartsWith(web.Root.ToString(), link, StringComparison.Ordinal);
                open.Enqueue(link);
            }
        }

        Assert.Contains(seen, address => address.Contains("/finding?", StringComparison.Ordinal));
        Assert.Contains(seen, address => address.Contains("/recording?", StringComparison.Ordinal));
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Replay_AgainstARealQemu_ShowsItsReport()
    {
        string qemu = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync("--target", $"cmd:{qemu} -machine none -nodefaults -display none -qmp unix:{{socket}},server=on,wait=off");
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/stop.qmps");
        await PressAsync(page, "Replay");
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("No divergence in 4 commands");
        await Assertions.Expect(page.Locator("pre").First).ToContainTextAsync("replayed 1 session");
        await Assertions.Expect(page.Locator(".command code")).ToContainTextAsync("--spawn");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Replay_WithAnAnswerThatWasAltered_ShowsTheFirstDivergence()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteStopAndGo(Path.Combine(Shown, "recordings", "altered.qmps"), """{"return": {"status": "running", "singlestep": false, "running": "<b>yes</b>"}, "id": 2}""");
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/altered.qmps");
        await page.Locator("select[name=speed]").SelectOptionAsync("max");
        await PressAsync(page, "Replay");
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("1 divergence in 4 commands");
        await Assertions.Expect(page.Locator("dl")).ToContainTextAsync("$.return.running");
        await Assertions.Expect(page.Locator("dl")).ToContainTextAsync("<b>yes</b>");
        await ScreenshotAsync(page, "web-replay-divergence");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Replay_OfAFinding_IsPlayedToo()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await OpenAsync(browser, web, $"/finding?campaign=embedded&name={SampleFolder.BrokenRule().Signature.Text}");
        await PressAsync(page, "Replay");
        await Assertions.Expect(page.Locator(".verdict")).ToHaveTextAsync(new Regex("divergence"), new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Replay_OfWhatReachesTheHost_IsRefused()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteStopAndGo(
            Path.Combine(Shown, "recordings", "bad.qmps"), more: """c{"execute":"migrate","arguments":{"uri":"exec:touch /tmp/x"}}""");
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/bad.qmps");
        await PressAsync(page, "Replay");
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("Refused, nothing was sent: 1 command");
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("exec:touch /tmp/x");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Replay_UnderWay_IsTheOnlyOneAndCanBeCancelled()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteSlow(Path.Combine(Shown, "recordings", "slow.qmps"), TimeSpan.FromHours(1));
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/slow.qmps");
        await PressAsync(page, "Replay");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("2 messages; next is what was sent at 3600.0 of 3600.0 recorded s");
        await ScreenshotAsync(page, "web-replay-busy");
        IPage second = await OpenAsync(browser, web, "/recording?file=recordings/stop.qmps");
        await PressAsync(second, "Replay");
        await Assertions.Expect(second.Locator("h1")).ToHaveTextAsync("Not now");
        await PressAsync(page, "Cancel");
        await Assertions.Expect(page.Locator(".verdict")).ToHaveTextAsync("It was cancelled.");
    }

    [Fact]
    public async Task Filter_OfTheFindings_NarrowsThemWithAndWithoutScript()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await OpenAsync(browser, web, "/findings");
        ILocator rows = page.Locator("tbody tr:visible");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await page.Locator("#words").PressSequentiallyAsync("in-order Overtaken");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("output")).ToHaveTextAsync("1 of 2");
        await page.Keyboard.PressAsync("Enter");                // asks the server
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("q=in-order"));
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.Locator("nav[aria-label='States of findings'] a").Filter(new LocatorFilterOptions { HasText = "gone" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(0);
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Filter_OfRecordingsAndRows_NarrowsThem()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await OpenAsync(browser, web, "/recordings?q=stop");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.Locator("tbody a").ClickAsync();
        await page.Locator("#words").FillAsync("event");
        await Assertions.Expect(page.Locator(".diagram li.row:visible")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("output")).ToHaveTextAsync("2 of 11");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Reproducer_OfARecording_IsCopied()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/stop.qmps");
        await page.Locator("summary").Filter(new LocatorFilterOptions { HasText = "The same in a shell" }).ClickAsync();
        await Assertions.Expect(page.Locator(".command code")).ToContainTextAsync($"replay {Path.Combine(Shown, "recordings", "stop.qmps")} --spawn");
        await PressAsync(page, "Copy");
        await Assertions.Expect(page.Locator("button[data-copy]")).ToHaveTextAsync(new Regex("Copied|Selected"));
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Recording_OfManyMessages_StaysScrollableAndHasPages()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteLong(Path.Combine(Shown, "long.qmps"), LongSession);
        SampleRecording.WriteLong(Path.Combine(Shown, "longer.qmps"), LongSession + 100);
        IPage page = await OpenAsync(browser, web, "/recording?file=long.qmps");
        ILocator rows = page.Locator(".diagram li.row");
        await Assertions.Expect(rows).ToHaveCountAsync(LongSession);
        await page.Locator(".diagram").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(rows.Last).ToBeInViewportAsync();
        Assert.True(await page.Locator(".diagram").EvaluateAsync<bool>("element => element.scrollTop > 10000 && element.clientHeight < innerHeight"));
        await page.GotoAsync(new Uri(web.Root, "/recording?file=longer.qmps").ToString());
        await page.Locator("a[rel=next]").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(100);
        await Assertions.Expect(rows.First).ToContainTextAsync("\"id\":2000");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Recording_ThatIsBeingWritten_GrowsOnThePage()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        using SessionWriter writer = SampleRecording.Begin(Path.Combine(Shown, "live.qmps"));
        writer.WriteChunk(1, SessionSide.Client, "{\"execute\":\"stop\"}\n"u8);
        IPage page = await OpenAsync(browser, web, "/recording?file=live.qmps");
        await Assertions.Expect(page.Locator(".diagram li.row")).ToHaveCountAsync(1);
        await page.EvaluateAsync("window.stayed = true");
        writer.WriteChunk(9, SessionSide.Server, "{\"return\": {}}\r\n"u8);
        await Assertions.Expect(page.Locator(".diagram li.row")).ToHaveCountAsync(2);
        Assert.True(await page.EvaluateAsync<bool>("window.stayed === true"), "the page was loaded anew");
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Overview_OfACampaignOfAnotherProcess_FollowsIt()
    {
        await using Browser browser = await Browser.StartAsync();
        Directory.CreateDirectory(_folder.File("out"));
        using RunningWeb web = await RunningWeb.StartAsync(_folder.File("out"));
        IPage page = await browser.OpenAsync(web.Url);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No campaign was ever run in this folder.");
        using RunningProcess campaign = QmpFuzzCommand.Start("fuzz", "--seed", "1", "--out", _folder.File("out"), "--in-process");
        ILocator state = page.Locator(".tag.running");
        await Assertions.Expect(state).ToHaveTextAsync("running", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        string first = await page.Locator("#targets tbody tr").InnerTextAsync();
        await Assertions.Expect(page.Locator("#targets tbody tr")).Not.ToHaveTextAsync(first, new LocatorAssertionsToHaveTextOptions { Timeout = 30_000, UseInnerText = true });
        campaign.Signal(2);
        await campaign.WaitAsync();
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Findings_ThatComeWhileThePageIsOpen_AppearAndWhatWasMarkedStays()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        string findings = Path.Combine(FolderReport.FolderOf(Shown, "embedded"), "findings");
        Directory.Move(Path.Combine(findings, Crash), _folder.File("aside"));
        IPage page = await OpenAsync(browser, web, "/findings");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.Locator("tbody a").FocusAsync();
        string marked = await page.EvaluateAsync<string>("document.activeElement.href");
        Directory.Move(_folder.File("aside"), Path.Combine(findings, Crash));
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        Assert.Equal(marked, await page.EvaluateAsync<string>("document.activeElement.href"));
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Pages_WithHostileBytes_ShowThemAndRunNothing()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteStopAndGo(Path.Combine(Shown, "<img src=x onerror=alert(1)>.qmps"), """{"return": "</code><script>alert(1)</script>", "id": 2}""");
        IPage page = await OpenAsync(browser, web, "/recordings");
        await page.Locator("tbody a").Filter(new LocatorFilterOptions { HasText = "onerror" }).ClickAsync();
        await Assertions.Expect(page.Locator(".diagram")).ToContainTextAsync("</code><script>alert(1)</script>");
        await page.GotoAsync(new Uri(web.Root, $"/finding?campaign=embedded&name={Crash}").ToString());
        await Assertions.Expect(page.Locator("dd.came")).ToContainTextAsync("</script><img src=x onerror=alert(1)>");
        await page.GotoAsync(new Uri(web.Root, "/findings?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").ToString());
        Assert.Equal("\"><script>alert(1)</script>", await page.Locator("#words").InputValueAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
        AssertQuiet(browser, web);
    }

    [Fact]
    public async Task Page_OnPaper_ShowsAllAndNoButtons()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await OpenAsync(browser, web, "/recording?file=recordings/stop.qmps");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.True(await page.Locator(".diagram").EvaluateAsync<bool>("element => element.scrollHeight <= element.clientHeight + 2"));
        await Assertions.Expect(page.Locator("nav").First).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".actions")).ToBeHiddenAsync();
        await ScreenshotAsync(page, "web-print");
    }

    [Fact]
    public async Task Server_ThatHasEnded_IsSaidOnThePage()
    {
        await using Browser browser = await Browser.StartAsync();
        using RunningWeb web = await StartAsync();
        IPage page = await browser.OpenAsync(web.Url);
        web.Process.Signal(15);
        await web.Process.WaitAsync();
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("qmpfuzz web has ended");
    }

    [Fact]
    public async Task Endpoint_InPlaceOfAFolder_IsAttachedTo()
    {
        await using Browser browser = await Browser.StartAsync();
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        using RunningWeb web = await RunningWeb.StartAsync($"{qemu.Endpoint}");
        IPage page = await browser.OpenAsync(web.Url);
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("\"status\": \"running\"");
        await page.Locator("a", new PageLocatorOptions { HasText = "The live conversation" }).ClickAsync();
        await Assertions.Expect(page.Locator(".diagram li.row")).ToHaveCountAsync(5);
        await ScreenshotAsync(page, "web-endpoint");
        qemu.Dispose();
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("the conversation has ended");
        AssertQuiet(browser, web);
    }

    private async Task<RunningWeb> StartAsync(params string[] arguments)
    {
        string folder = SampleFolder.OfNights(_folder);
        NightLog.Open(folder).Append(SampleFolder.NightOf(1, (SampleFolder.BrokenRule().Signature.Text, Reproduction.Shown)));
        SampleRecording.WriteStopAndGo(Path.Combine(folder, "recordings", "stop.qmps"));
        SampleRecording.WriteLong(Path.Combine(folder, "recordings", "others.qmps"), 6);
        return await RunningWeb.StartAsync([folder, .. arguments]);
    }

    private static async Task<IPage> OpenAsync(Browser browser, RunningWeb web, string address)
    {
        IPage page = await browser.OpenAsync(web.Url);
        await page.GotoAsync(new Uri(web.Root, address).ToString());
        return page;
    }

    // with the keyboard, as somebody without a mouse
    private static async Task PressAsync(IPage page, string button)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
    }

    private static void AssertQuiet(Browser browser, RunningWeb web)
    {
        Assert.Empty(browser.Complaints);
        Assert.All(browser.Requests, url => Assert.True(url.StartsWith(web.Root.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
    }

    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("QMPFUZZ_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
