using System.Text.Json;
using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary><c>qmpfuzz check</c> as a user runs it.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RealQemu_BreaksNoRule_AndCanBeSavedAsUpstream()
    {
        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        string file = _folder.File("upstream.json");

        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("check", qemu.Endpoint.ToString(), "--save-upstream", file);

        Assert.Equal((0, "checked 1 session, 7 messages: 0 violations, 0 warnings, 0 known deviations\n", ""), (code, output, errors));
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf("corpus/schema/qemu-7.2.json"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RealAgent_BreaksNoRule()
    {
        using RealAgent agent = await RealAgent.StartAsync(_folder);

        (int code, string output, _) = await QmpFuzzCommand.RunAsync("check", agent.Endpoint.ToString(), "--dialect", "qga");

        Assert.Equal(0, code);
        Assert.EndsWith("0 violations, 0 warnings, 0 known deviations\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithTheSampleExtension_BreaksNoRule()
    {
        await using QmpServer server = Serve(SampleExtension.In(ProtocolDialect.Qemu));

        (int code, string output, _) = await QmpFuzzCommand.RunAsync("check", server.Endpoints[0].ToString(), "--json");

        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal((0, 0), (code, result.RootElement.GetProperty("violations").GetInt32()));
    }

    [Fact]
    public async Task Server_BesideASmallerUpstream_BreaksRuleFive()
    {
        await using QmpServer server = Serve(ProtocolDialect.Qemu);
        string upstream = _folder.File("upstream.json");
        await File.WriteAllTextAsync(upstream, """{"return": [{"name": "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0"}]}""", TestContext.Current.CancellationToken);

        (int code, string output, _) = await QmpFuzzCommand.RunAsync("check", server.Endpoints[0].ToString(), "--upstream", upstream);

        Assert.Equal(1, code);
        Assert.Contains(": violation: rule 5 reserved-prefix: command query-status: is not upstream's, and does not begin with __\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("command stop:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.qmps", 2)]
    [InlineData("unix:none.sock", 3)]
    [InlineData("tcp:nowhere", 2)]
    public async Task Subject_ThatCannotBeRead_HasItsExitCode(string subject, int expected)
    {
        (int code, _, _) = await QmpFuzzCommand.RunAsync("check", subject);
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task Upstream_ThatIsNoSchema_IsBadInput()
    {
        string upstream = _folder.File("upstream.json");
        await File.WriteAllTextAsync(upstream, "{}", TestContext.Current.CancellationToken);

        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("check", ShippedRecordings.Folder + "/01-lifecycle", "--upstream", upstream);

        Assert.Equal(2, code);
        Assert.Contains("no list of schema entities", errors, StringComparison.Ordinal);
    }

    private QmpServer Serve(ProtocolDialect dialect) =>
        QmpServer.Start(new QmpServerOptions { Listen = [QmpEndpoint.Unix(_folder.File("a.sock"))], Dialect = dialect });
}
