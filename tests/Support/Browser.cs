using Microsoft.Playwright;

namespace QmpFuzz.Tests.Support;

/// <summary>Debian's Chromium, without a window; what a page asks the network for, or complains of, is noted.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Requests that went anywhere but to the page itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console, and exceptions of scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Starts it; where it is not installed the test is skipped by name.</summary>
    public static async Task<Browser> StartAsync()
    {
        string chromium = ExternalProgram.Require("chromium", "chromium");
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens an address in a window of that width, in light or dark.</summary>
    public async Task<IPage> OpenAsync(string address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IPage page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => AddIf(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => AddIf(true, error);
        await page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void AddIf(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            Complaints.Add(text);
        }
    }
}
