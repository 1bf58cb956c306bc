using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

public sealed class QueueReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_OfAQueue_FindsItsLinesAndSteps()
    {
        QueueReplay? replay = QueueReplay.Run(FolderReport.Read(SampleFolder.Campaign(_folder))!.Campaigns[0], TestContext.Current.CancellationToken, out string reason);
        Assert.Equal(("", 1), (reason, replay?.Testcases));
        SourceFile lexer = replay!.Files.Single(file => file.Name == "Json/JsonLexer.cs");
        Assert.InRange(lexer.Passed, 1, lexer.Lines.Count - 1);
        Assert.True(File.Exists(lexer.Path));
        Assert.All(replay.Files.SelectMany(file => file.Lines), line => Assert.InRange(line.Passed, 0, line.Probes));
        (Transition step, (long count, SortedSet<string> rules)) = replay.States.Steps.First(each => each.Key.To.Mode == "command mode");
        Assert.Equal(("qemu", "not connected", "command", 1L), (step.Dialect, step.From.Mode, step.Asked.Replace("negotiation", "command", StringComparison.Ordinal), count));
        Assert.Contains("greeting-members", rules);
        Assert.DoesNotContain("sync-delimited", rules);
    }

    [Fact]
    public void Run_WithoutASummary_SaysWhy()
    {
        string folder = SampleFolder.Campaign(_folder);
        File.Delete(Path.Combine(folder, "campaign.json"));
        Assert.Null(QueueReplay.Run(FolderReport.Read(folder)!.Campaigns[0], TestContext.Current.CancellationToken, out string reason));
        Assert.Equal("no run has left a summary", reason);
    }

    [Fact]
    public void ExercisedRules_Always_KnowEveryRule() => Assert.Equal(
        ProtocolRule.All.Select(rule => rule.Name).Order(StringComparer.Ordinal),
        ExercisedRules.Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void RulesOf_ADialect_AreThoseThatHoldThere()
    {
        Assert.DoesNotContain("sync-delimited", RuleChecker.RulesOf(ProtocolDialect.Qemu.Name));
        Assert.Contains("sync-delimited", RuleChecker.RulesOf("qga"));
    }

    [Theory]
    [InlineData("/a/b/", "/a/b/c.cs", "/a/b/d/e.cs")]
    [InlineData("/", "/a/b.cs", "/c/d.cs")]
    [InlineData("", "a.cs", "/c/d.cs")]
    [InlineData("")]
    public void CommonFolder_OfPaths_IsWhatTheyShare(string common, params string[] paths) => Assert.Equal(common, QueueReplay.CommonFolder(paths));
}
