using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz;

public sealed class FolderStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Keep_SameTestcaseTwice_IsStoredOnceAndIdsHaveNoHoles()
    {
        FolderStore store = Open();
        store.Keep(new KeptTestcase(0, 1, "given", true), "a"u8);
        store.Keep(new KeptTestcase(0, 2, "given", true), "a"u8);
        store.Keep(new KeptTestcase(TestcaseDigest.Of("a"u8), 3, "flip", false), "b"u8);
        Assert.Equal(["id:000000,execs:1,op:given,+cov", "id:000001,src:000000,execs:3,op:flip"], Names("queue"));
        Assert.True(store.Holds("b"u8));
        Assert.False(store.Holds("c"u8));
    }

    [Fact]
    public void Keep_InAFolderThatIsGoneOnWith_TakesTheNextIdAndKnowsTheSources()
    {
        Open().Keep(new KeptTestcase(0, 1, "given", true), "a"u8);
        FolderStore again = Open();
        again.Keep(new KeptTestcase(TestcaseDigest.Of("a"u8), 5, "flip", false), "b"u8);
        Assert.Equal("id:000001,src:000000,execs:5,op:flip", Names("queue")[1]);
    }

    [Fact]
    public void SaveFailure_InAFolderThatIsGoneOnWith_TakesTheNextId()
    {
        Open().SaveFailure(new FailedTestcase(0, 1, "crash-a", IsHang: false), "a"u8);
        FolderStore again = Open();
        again.SaveFailure(new FailedTestcase(0, 2, "crash-b", IsHang: false), "b"u8);
        again.SaveFailure(new FailedTestcase(0, 3, "hang-c", IsHang: true), "c"u8);
        Assert.Equal(["id:000000,src:000000,execs:1,sig:crash-a", "id:000001,src:000000,execs:2,sig:crash-b"], Names("crashes"));
        Assert.Equal(["id:000000,src:000000,execs:3,sig:hang-c"], Names("hangs"));
    }

    [Fact]
    public void Save_AfterAFind_SaysWhenItWas()
    {
        FolderStore store = Open();
        store.Save(Status(1), plots: true);
        Assert.Contains("last_find         : 0\n", Stats(), StringComparison.Ordinal);
        store.Keep(new KeptTestcase(0, 1, "given", true), "a"u8);
        store.Save(Status(2), plots: true);
        store.Save(Status(9), plots: false);
        Assert.Contains("last_find         : 1002\n", Stats(), StringComparison.Ordinal);
        Assert.Contains("last_crash        : 0\n", Stats(), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadLines(_folder.File("plot_data")).Count());
    }

    public void Dispose() => _folder.Dispose();

    private static CampaignStatus Status(int seconds) => new()
    {
        Started = DateTimeOffset.FromUnixTimeSeconds(1000), Elapsed = TimeSpan.FromSeconds(seconds), Executions = 1, EdgesFound = 1, EdgesTotal = 2, CorpusCount = 1,
        FavouredCount = 1, Kept = 1, Findings = 0, Crashes = 0, Hangs = 0, Cycles = 0, CurrentEntry = 0, MaxDepth = 0,
    };

    private FolderStore Open() => new(CampaignFolder.Open(_folder.Path), new FuzzOptions { Folder = _folder.Path, Seeds = [], Seed = 7, CommandLine = "qmpfuzz fuzz" });

    private string Stats() => File.ReadAllText(_folder.File("fuzzer_stats"));

    private string[] Names(string part) => [.. Directory.GetFiles(_folder.File(part)).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}
