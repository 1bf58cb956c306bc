using System.Net;
using QmpFuzz.Tests.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Who gets in to <c>qmpfuzz web</c>, and what looking does not do.</summary>
public sealed class WebGateTests : IDisposable
{
    private static readonly string[] Pages = ["/", "/findings", "/recordings", "/recording?file=sub/one.qmps", "/replay", "/report", "/nowhere"];
    private static readonly string[] Buttons = ["/replay/recording", "/replay/finding", "/replay/cancel"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Request_WithoutTheToken_IsForbiddenEverywhere()
    {
        using RunningWeb web = await StartAsync();
        foreach (string token in new[] { "", "token=", "token=wrong", $"token={web.Token[..^1]}", $"token={web.Token}x", $"Token={web.Token.ToLowerInvariant()}" })
        {
            foreach (string page in Pages)
            {
                using HttpResponseMessage answer = await web.Client.GetAsync($"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{token}", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.False(answer.Headers.Contains("Set-Cookie"), page);
                Assert.DoesNotContain(_folder.Path, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("localhost.evil.example:PORT")]
    [InlineData("localhost:1")]
    [InlineData("127.0.0.1")]
    public async Task Host_OfSomebodyElse_IsRefusedEvenWithTheToken(string host)
    {
        using RunningWeb web = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, web.WithToken("/"));
        request.Headers.Host = host.Replace("PORT", $"{web.Root.Port}", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(web, request)).Status);
    }

    [Fact]
    public async Task Cookie_InPlaceOfTheToken_IsAnotherSecretThatScriptsDoNotSee()
    {
        using RunningWeb web = await StartAsync();
        using HttpResponseMessage answer = await web.Client.GetAsync(new Uri(web.Url), TestContext.Current.CancellationToken);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(web.Token, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(web.Token, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using HttpRequestMessage request = new(HttpMethod.Get, "/findings");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(web, request)).Status);
    }

    [Fact]
    public async Task Post_WithoutAFormOfOurs_ChangesNothing()
    {
        using RunningWeb web = await StartAsync();
        string cookie = await CookieAsync(web);
        foreach (string button in Buttons)
        {
            foreach ((string? key, string? origin) in new[] { (null, null), ("wrong", null), (await KeyAsync(web), "http://evil.example"), (await KeyAsync(web), $"http://127.0.0.1:{web.Root.Port + 1}"), (await KeyAsync(web), "null") })
            {
                using HttpRequestMessage request = Form(button, cookie, key, origin);
                Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(web, request)).Status);
            }
        }

        Assert.Contains("Nothing was replayed yet", (await web.GetAsync("/replay")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfTheFormOfAPage_Replays()
    {
        using RunningWeb web = await StartAsync();
        using HttpRequestMessage request = Form("/replay/recording", await CookieAsync(web), await KeyAsync(web), web.Root.ToString().TrimEnd('/'));
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(web, request)).Status);
        Assert.DoesNotContain("Nothing was replayed yet", (await web.GetAsync("/replay")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfEverything_ChangesNothing()
    {
        using RunningWeb web = await StartAsync();
        string[] before = Snapshot();
        foreach (string page in Pages)
        {
            (HttpStatusCode status, _) = await web.GetAsync(page);
            Assert.Equal(page == "/nowhere" ? HttpStatusCode.NotFound : HttpStatusCode.OK, status);
        }

        foreach (string button in Buttons)
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await web.GetAsync($"{button}?file=sub/one.qmps&speed=max&compare=shape&key={await KeyAsync(web)}")).Status);
        }

        Assert.Equal(before, Snapshot());
        Assert.Contains("Nothing was replayed yet", (await web.GetAsync("/replay")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.qmps")]
    [InlineData("..%2fsecret.qmps")]
    [InlineData("%2e%2e/secret.qmps")]
    [InlineData("sub/../../secret.qmps")]
    [InlineData("/etc/passwd")]
    [InlineData("link.qmps")]
    [InlineData("linked/secret.qmps")]
    [InlineData("sub/one.qmps%00")]
    public async Task Recording_OutsideTheFolder_IsNotThere(string name)
    {
        using RunningWeb web = await StartAsync();
        SampleRecording.WriteStopAndGo(_folder.File("secret.qmps"), """{"return": "do not show this"}""");
        File.CreateSymbolicLink(_folder.File("shown/link.qmps"), _folder.File("secret.qmps"));
        Directory.CreateSymbolicLink(_folder.File("shown/linked"), _folder.Path);
        (HttpStatusCode status, string text) = await web.GetAsync($"/recording?file={name}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.DoesNotContain("do not show this", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync($"/finding?campaign=..&name={name}")).Status);
    }

    [Fact]
    public async Task Interrupt_WhileAReplayRuns_EndsWith130AndEndsTheTarget()
    {
        SampleRecording.WriteSlow(_folder.File("shown/slow.qmps"), TimeSpan.FromHours(1));
        string pid = _folder.File("pid");
        string script = _folder.File("target.sh");
        await File.WriteAllTextAsync(script, $"echo $$ > {pid}; exec {Path.Combine(AppContext.BaseDirectory, "qmpfuzz")} serve --listen unix:$1\n", TestContext.Current.CancellationToken);
        using RunningWeb web = await RunningWeb.StartAsync(_folder.File("shown"), "--target", $"cmd:sh {script} {{socket}}");
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["file"] = "slow.qmps", ["speed"] = "1", ["compare"] = "shape" });
        using HttpResponseMessage answer = await web.Client.PostAsync(web.WithToken("/replay/recording"), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await WaitFor.ConditionAsync(() => File.Exists(pid) && File.ReadAllText(pid).Length > 1, () => "the target was not started: " + web.Process.Errors);
        web.Process.Signal(2);
        Assert.Equal(130, await web.Process.WaitAsync());
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}"), "the target lives on");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task Bind_ToWhatOthersReach_NeedsAWord(string address)
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("web", _folder.Path, "--bind", address);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--allow-remote", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_ToEverything_WarnsAndAsksForTheTokenAllTheSame()
    {
        using RunningWeb web = await RunningWeb.StartAsync(_folder.Path, "--bind", "0.0.0.0", "--allow-remote");
        Assert.Contains("warning", web.Process.Errors, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", web.Root.Host);
        Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/")).Status);
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(web, request)).Status);
    }

    [Theory]
    [InlineData(2, "nowhere")]
    [InlineData(2, ".", "--bind", "example.org")]
    [InlineData(2, ".", "--port", "70000")]
    [InlineData(2, ".", "--port", "http")]
    [InlineData(2, ".", "--target", "unix:somebodys.sock")]
    [InlineData(2, ".", "--target", "cmd:qemu-system-x86_64")]
    [InlineData(3, "unix:nobody-listens.sock")]
    [InlineData(4, ".", "--bind", "127.0.0.1", "--port", "TAKEN")]
    public async Task Start_ThatCannotBe_SaysWhy(int expected, params string[] arguments)
    {
        using RunningWeb other = await RunningWeb.StartAsync(_folder.Path);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(["web", .. arguments.Select(word => word == "TAKEN" ? $"{other.Root.Port}" : word)]);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith("qmpfuzz: ", errors, StringComparison.Ordinal);
    }

    private async Task<RunningWeb> StartAsync()
    {
        string campaign = SampleFolder.Campaign(_folder, "shown");
        SampleRecording.WriteStopAndGo(Path.Combine(campaign, "sub", "one.qmps"));
        return await RunningWeb.StartAsync(campaign);
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(RunningWeb web, HttpRequestMessage request)
    {
        using HttpResponseMessage answer = await web.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> CookieAsync(RunningWeb web)
    {
        using HttpResponseMessage answer = await web.Client.GetAsync(new Uri(web.Url), TestContext.Current.CancellationToken);
        return Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    // as a page of ours has it
    private static async Task<string> KeyAsync(RunningWeb web)
    {
        string page = (await web.GetAsync("/recording?file=sub/one.qmps")).Text;
        return page.Split("name=\"key\" value=\"")[1].Split('"')[0];
    }

    private static HttpRequestMessage Form(string button, string cookie, string? key, string? origin)
    {
        Dictionary<string, string> fields = new() { ["file"] = "sub/one.qmps", ["speed"] = "max", ["compare"] = "shape" };
        if (key is not null)
        {
            fields["key"] = key;
        }

        HttpRequestMessage request = new(HttpMethod.Post, button) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Cookie", cookie);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return request;
    }

    private string[] Snapshot() =>
        [.. Directory.EnumerateFiles(_folder.File("shown"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {new FileInfo(file).Length}")];
}
