using System.Net;
using System.Text.Json;

namespace QmpFuzz.Tests.Support;

/// <summary><c>qmpfuzz web</c> as a user runs it, and a client that asks it by hand.</summary>
internal sealed class RunningWeb : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false };

    private RunningWeb(RunningProcess process, JsonElement announced)
    {
        Process = process;
        Url = announced.GetProperty("url").GetString()!;
        Token = announced.GetProperty("token").GetString()!;
        Root = new Uri(new Uri(Url).GetLeftPart(UriPartial.Authority));
        Client = new HttpClient(_handler) { BaseAddress = Root };
    }

    public RunningProcess Process { get; }

    /// <summary>The address that it printed, with the token.</summary>
    public string Url { get; }

    public string Token { get; }

    /// <summary>The address without a page and without the token.</summary>
    public Uri Root { get; }

    /// <summary>Sends what it is told, and keeps no cookies.</summary>
    public HttpClient Client { get; }

    public static async Task<RunningWeb> StartAsync(params string[] arguments)
    {
        RunningProcess process = QmpFuzzCommand.Start(["web", "--json", .. arguments]);
        await WaitFor.ConditionAsync(() => process.Output.Contains('}', StringComparison.Ordinal) || process.Process.HasExited, () => process.Errors);
        Assert.True(process.Output.StartsWith('{'), process.Errors);
        return new RunningWeb(process, JsonElement.Parse(process.Output));
    }

    /// <summary>The page of an address, with the token.</summary>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string address)
    {
        using HttpResponseMessage answer = await Client.GetAsync(WithToken(address), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>An address that may be asked for.</summary>
    public string WithToken(string address) => $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={Token}";

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
        Process.Dispose();
    }
}
