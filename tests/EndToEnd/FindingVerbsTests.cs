using System.Text.Json;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class FindingVerbsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_AHealthyTestcase_PrintsTheConversationAndSucceeds()
    {
        string testcase = Write("a.qmpt", "{\"execute\":\"qmp_capabilities\",\"id\":[1]}\u001em\u0001\u001eh{\"id\":2}");
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("run", testcase);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("0 s {\"return\": {}, \"id\": [1]}", output, StringComparison.Ordinal);
        Assert.Contains("1 [hold dispatcher]", output, StringComparison.Ordinal);
        Assert.Contains("1 run, 0 with findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AFolderWithJson_IsOneObject()
    {
        Write("a.qmpt", "");
        Write("b.qmpt", "x");
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("run", _folder.Path, "--json");
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal((0, 2, 0), (code, result.RootElement.GetProperty("run").GetInt32(), result.RootElement.GetProperty("findings").GetInt32()));
    }

    [Fact]
    public async Task Run_AFileThatIsNotThere_NamesIt()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("run", _folder.File("nowhere"));
        Assert.Equal(2, code);
        Assert.Contains("nowhere", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minimize_AHealthyTestcase_SaysThatThereIsNothingToKeep()
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("minimize", Write("a.qmpt", "{}"), "--out", _folder.File("out"));
        Assert.Equal((2, false), (code, File.Exists(_folder.File("out"))));
        Assert.Contains("no oracle objects", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_ATestcase_MakesARegressionOnce()
    {
        string testcase = Write("bug.qmpt", "{");
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("keep", testcase, "--to", _folder.File("kept"), "--title", "a brace");
        Assert.Equal(0, code);
        Assert.Contains("bug.qmpt", output, StringComparison.Ordinal);
        Assert.Contains("title: a brace\n", await File.ReadAllTextAsync(_folder.File("kept/bug.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("{", await File.ReadAllTextAsync(_folder.File("kept/bug.qmpt"), TestContext.Current.CancellationToken));
        Assert.Equal(2, (await QmpFuzzCommand.RunAsync("keep", testcase, "--to", _folder.File("kept"))).ExitCode);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
