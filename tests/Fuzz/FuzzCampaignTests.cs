using System.Security.Cryptography;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz;

public sealed class FuzzCampaignTests
{
    [Fact]
    public void Run_SameSeedTwice_GivesTheSameQueue()
    {
        using TemporaryFolder temporary = new();
        CampaignStatus first = Run(temporary.File("one"), seed: 1, executions: 3000);
        Run(temporary.File("two"), seed: 1, executions: 3000);
        Assert.Equal(3000, first.Executions);
        Assert.True(first.Kept > 50);
        Assert.Equal(Queue(temporary.File("one")), Queue(temporary.File("two")));
    }

    [Fact]
    public void Run_FolderOfAnEarlierRun_GoesOnFromIt()
    {
        using TemporaryFolder temporary = new();
        CampaignStatus first = Run(temporary.Path, seed: 1, executions: 1500);
        string[] before = Queue(temporary.Path);
        CampaignStatus second = Run(temporary.Path, seed: 2, executions: 1500);
        Assert.True(second.EdgesFound >= first.EdgesFound);
        Assert.Equal(before, Queue(temporary.Path).Take(before.Length));
        Assert.InRange(second.CorpusCount - Queue(temporary.Path).Length, 0, 2);      // what is new by chance once more lies in the queue once
    }

    [Fact]
    public void Run_Cancelled_SavesItsStats()
    {
        using TemporaryFolder temporary = new();
        using CancellationTokenSource cancellation = new();
        FuzzCampaign campaign = new(Options(temporary.Path, seed: 3, executions: null), TimeProvider.System);
        CampaignStatus status = campaign.Run(_ => cancellation.Cancel(), cancellation.Token);
        string stats = File.ReadAllText(temporary.File("fuzzer_stats"));
        Assert.Contains($"execs_done        : {status.Executions}\n", stats, StringComparison.Ordinal);
        Assert.Contains($"corpus_count      : {status.CorpusCount}\n", stats, StringComparison.Ordinal);
        Assert.True(File.Exists(temporary.File("plot_data")));
    }

    [Fact]
    public void Run_NoSeeds_StartsFromNothingAndFindsEdges()
    {
        using TemporaryFolder temporary = new();
        FuzzCampaign campaign = new(Options(temporary.Path, seed: 1, executions: 2000) with { Seeds = [] }, TimeProvider.System);
        CampaignStatus status = campaign.Run(_ => { }, CancellationToken.None);
        Assert.True(status.CorpusCount > 10);
    }

    [Theory]
    [MemberData(nameof(DialectSamples.Names), MemberType = typeof(DialectSamples))]
    public void Run_InOneDialect_KeepsTestcasesOfThatDialectOnly(string name)
    {
        using TemporaryFolder temporary = new();
        FuzzOptions options = Options(temporary.Path, seed: 5, executions: 2000) with { Dialect = ProtocolDialect.Find(name) };
        FuzzCampaign campaign = new(options, TimeProvider.System);
        campaign.Run(_ => { }, CancellationToken.None);

        Assert.Empty(campaign.Signatures);
        Assert.All(Dialects(temporary.Path), dialect => Assert.Equal(name, dialect));
    }

    [Fact]
    public void Run_WithoutADialect_KeepsTestcasesOfEach()
    {
        using TemporaryFolder temporary = new();
        Run(temporary.Path, seed: 1, executions: 3000);

        Assert.Equal(ProtocolDialect.All.Select(dialect => dialect.Name).Order(), Dialects(temporary.Path).Distinct().Order());
    }

    private static IEnumerable<string> Dialects(string folder) => CampaignFolder.Load(Path.Combine(folder, "queue"))
        .Select(stored => ProtocolDialect.All[TestcaseDialect.Of(stored.Testcase, ProtocolDialect.All.Count) ?? 0].Name);

    private static CampaignStatus Run(string folder, ulong seed, long executions) =>
        new FuzzCampaign(Options(folder, seed, executions), TimeProvider.System).Run(_ => { }, CancellationToken.None);

    private static FuzzOptions Options(string folder, ulong seed, long? executions) => new()
    {
        Folder = folder,
        Seeds = ShippedFiles.LoadSeeds(),
        Dictionary = ShippedFiles.LoadDictionary(),
        Seed = seed,
        Executions = executions,
    };

    private static string[] Queue(string folder) =>
        [.. CampaignFolder.Open(folder).LoadQueue().Select(stored => $"{stored.Name} {Convert.ToHexString(SHA256.HashData(stored.Testcase))}")];
}
