using QmpFuzz.Corpus.Store;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Store;

public sealed class CampaignFolderTests
{
    [Fact]
    public void SaveToQueue_Entries_LoadInTheOrderOfTheirIds()
    {
        using TemporaryFolder temporary = new();
        CampaignFolder folder = CampaignFolder.Open(temporary.Path);
        folder.SaveToQueue(1, source: 0, executions: 70, "bytes.flip", hasNewEdge: true, "second"u8);
        folder.SaveToQueue(0, source: null, executions: 1, "given,orig:a", hasNewEdge: false, "first"u8);
        StoredTestcase[] loaded = [.. CampaignFolder.Open(temporary.Path).LoadQueue()];
        Assert.Equal(["id:000000,execs:1,op:given,orig:a", "id:000001,src:000000,execs:70,op:bytes.flip,+cov"], loaded.Select(stored => stored.Name));
        Assert.Equal("first"u8, loaded[0].Testcase);
    }

    [Fact]
    public void Open_HalfWrittenFileOfAKilledRun_IsNoTestcaseAndIsRemoved()
    {
        using TemporaryFolder temporary = new();
        CampaignFolder.Open(temporary.Path);
        string partial = Path.Combine(temporary.Path, "queue", ".id:000000,op:x.partial");
        File.WriteAllText(partial, "half");
        Assert.Empty(CampaignFolder.Open(temporary.Path).LoadQueue());
        Assert.False(File.Exists(partial));
    }

    [Fact]
    public void ReplaceQueue_WithSomeOfIt_NumbersThemWithoutHoles()
    {
        using TemporaryFolder temporary = new();
        CampaignFolder folder = WithQueue(temporary);
        folder.ReplaceQueue(folder.LoadQueue().Skip(1));
        folder.SaveToQueue(2, source: 1, executions: 9, "bytes.flip", hasNewEdge: false, "fourth"u8);
        Assert.Equal(["id:000000,execs:2,op:b", "id:000001,execs:3,op:c,orig:x,+cov", "id:000002,src:000001,execs:9,op:bytes.flip"], NamesIn(temporary));
        Assert.Equal(["crashes", "hangs", "queue"], Directory.GetDirectories(temporary.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(".queue.partial", null, 3)]             // killed while the new one was being written
    [InlineData(".queue.new", null, 1)]                 // ... when it was whole
    [InlineData(".queue.new", ".queue.old", 1)]         // ... when the place was free
    [InlineData("queue", ".queue.old", 1)]              // ... when it was taken
    public void ReplaceQueue_KilledOnTheWay_LeavesTheOneOrTheOther(string newOne, string? oldOne, int entries)
    {
        using TemporaryFolder temporary = new();
        WithQueue(temporary);
        if (oldOne is not null)
        {
            Directory.Move(temporary.File("queue"), temporary.File(oldOne));
        }

        Directory.CreateDirectory(temporary.File(newOne));
        File.WriteAllText(temporary.File($"{newOne}/id:000000,op:only"), "only");
        Assert.True(CampaignFolder.IsAt(temporary.Path));
        Assert.NotEmpty(CampaignFolder.LoadQueue(temporary.Path));
        Assert.Equal(entries, CampaignFolder.Open(temporary.Path).LoadQueue().Count());
        Assert.Equal(["crashes", "hangs", "queue"], Directory.GetDirectories(temporary.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Open_NewFolder_IsPrivate()
    {
        using TemporaryFolder temporary = new();
        CampaignFolder folder = CampaignFolder.Open(temporary.File("campaign"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
    }

    [Fact]
    public void AppendPlot_FirstLine_IsAflsHeader()
    {
        using TemporaryFolder temporary = new();
        CampaignFolder folder = CampaignFolder.Open(temporary.Path);
        folder.AppendPlot("1, 2");
        folder.AppendPlot("3, 4");
        string[] lines = File.ReadAllLines(temporary.File("plot_data"));
        Assert.StartsWith("# relative_time, cycles_done, cur_item, corpus_count,", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1, 2", "3, 4"], lines[1..]);
    }

    [Fact]
    public void SaveCrash_Name_HoldsIdSourceAndSignature()
    {
        using TemporaryFolder temporary = new();
        string path = CampaignFolder.Open(temporary.Path).SaveCrash(3, 7, 99, "crash-x", "boom"u8);
        Assert.Equal("id:000003,src:000007,execs:99,sig:crash-x", Path.GetFileName(path));
        Assert.Equal("boom"u8, File.ReadAllBytes(path));
    }

    [Fact]
    public void Load_ReadmeAndHiddenFiles_AreLeft()
    {
        using TemporaryFolder temporary = new();
        File.WriteAllText(temporary.File("README.txt"), "about");
        File.WriteAllText(temporary.File(".hidden"), "x");
        File.WriteAllText(temporary.File("a.qmpt"), "x");
        Assert.Equal("a.qmpt", Assert.Single(CampaignFolder.Load(temporary.Path)).Name);
    }

    private static CampaignFolder WithQueue(TemporaryFolder temporary)
    {
        CampaignFolder folder = CampaignFolder.Open(temporary.Path);
        folder.SaveToQueue(0, source: null, executions: 1, "a", hasNewEdge: false, "first"u8);
        folder.SaveToQueue(1, source: 0, executions: 2, "b", hasNewEdge: false, "second"u8);
        folder.SaveToQueue(2, source: 1, executions: 3, "c,orig:x", hasNewEdge: true, "third"u8);
        return folder;
    }

    private static IEnumerable<string> NamesIn(TemporaryFolder temporary) => CampaignFolder.Open(temporary.Path).LoadQueue().Select(stored => stored.Name);
}
