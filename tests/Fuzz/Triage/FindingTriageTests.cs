using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Fuzz.Support;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class FindingTriageTests : IDisposable
{
    private static readonly ReproduceCommand Command = new("qmpfuzz", ["run"]);

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedExecutor _target = new(Answer);
    private readonly FindingStore _store;
    private readonly FindingTriage _triage;

    public FindingTriageTests()
    {
        _store = new FindingStore(_folder.File("findings"), Command);
        _triage = new FindingTriage(_store, new Reproducer(_target));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finding_ThatIsNew_GetsAFolderWithAllThereIsToKnow()
    {
        Assert.True(Hit("some AA bytes", executions: 5));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        Assert.Equal("some AA bytes", File.ReadAllText(Path.Combine(folder, FindingStore.InputName)));
        Assert.Equal("AA", File.ReadAllText(Path.Combine(folder, FindingStore.MinimisedName)));
        Assert.Equal($"qmpfuzz run {Path.Combine(folder, FindingStore.MinimisedName)}\n", File.ReadAllText(Path.Combine(folder, FindingStore.ReproduceName)));
        Assert.Contains("CheckEmbedded()", File.ReadAllText(Path.Combine(folder, FindingStore.TestName)), StringComparison.Ordinal);
        string report = File.ReadAllText(Path.Combine(folder, FindingStore.ReportName));
        Assert.Contains(Path.GetFileName(folder), report, StringComparison.Ordinal);
        Assert.Contains("twice A", report, StringComparison.Ordinal);
        Assert.Contains("c AA", report, StringComparison.Ordinal);
        using SessionReader? session = SessionReader.TryOpen(Assert.Single(SessionFiles.Expand([Path.Combine(folder, FindingStore.TranscriptName)])), out _);
        Assert.Equal("fuzz", session?.Header.By);
    }

    [Fact]
    public void Finding_ThatShowsOnlyBehindOthers_KeepsThemAndSaysSo()
    {
        Finding finding = Judge("AA");
        FindingTriage triage = new(_store, new Reproducer(_target), _ => new LateFinding(finding, ["first"u8.ToArray(), "second"u8.ToArray()]));
        Assert.True(triage.Take(finding, "harmless alone"u8.ToArray(), 1));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        string before = Path.Combine(folder, FindingStore.BeforeName);
        Assert.Equal("second", File.ReadAllText(Path.Combine(before, "001.qmpt")));
        Assert.Equal(
            $"qmpfuzz run {before}/000.qmpt {before}/001.qmpt {Path.Combine(folder, FindingStore.MinimisedName)}\n",
            File.ReadAllText(Path.Combine(folder, FindingStore.ReproduceName)));
        Assert.Contains("the 2 testcases in before/", File.ReadAllText(Path.Combine(folder, FindingStore.ReportName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Crash_ThatIsThatOfAForerunner_IsBlamedOnIt()
    {
        FindingTriage triage = new(_store, new Reproducer(_target)) { Forerunners = () => ["harmless"u8.ToArray(), "BB"u8.ToArray(), "with AA"u8.ToArray()] };
        Assert.True(triage.Take(Judge("AA"), "blamed"u8.ToArray(), 1));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        Assert.Equal("with AA", File.ReadAllText(Path.Combine(folder, FindingStore.InputName)));
        Assert.Equal("AA", File.ReadAllText(Path.Combine(folder, FindingStore.MinimisedName)));
        Assert.DoesNotContain(FindingText.NotSeenAgain, File.ReadAllText(Path.Combine(folder, FindingStore.ReportName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_ThatDoesNotShowEachTime_IsTriedAgainAndMinimised()
    {
        DeterministicRandom random = new(1);
        ScriptedExecutor unsteady = new(bytes => random.Below(2) == 0 ? Answer(bytes) : "");
        ReproduceCommand command = Command with { Tries = ReproduceCommand.TriesOnServers };
        FindingTriage triage = new(new FindingStore(_folder.File("findings"), command), new Reproducer(unsteady, traits: TargetTraits.Conversation)) { Costs = MinimiseCosts.OfSessions };
        Assert.True(triage.Take(Judge("some AA bytes"), "some AA bytes"u8.ToArray(), 1));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        Assert.Equal("AA", File.ReadAllText(Path.Combine(folder, FindingStore.MinimisedName)));
        Assert.StartsWith("qmpfuzz run --tries 10 ", File.ReadAllText(Path.Combine(folder, FindingStore.ReproduceName)), StringComparison.Ordinal);
        Assert.DoesNotContain(FindingText.NotSeenAgain, File.ReadAllText(Path.Combine(folder, FindingStore.ReportName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_ThatWasNotSeenAgain_GivesWayToAnInputThatShowsItAlone()
    {
        Finding finding = Judge("AA");
        Assert.True(_triage.Take(finding, "harmless alone"u8.ToArray(), 1));
        Assert.Contains(FindingText.NotSeenAgain, Report(), StringComparison.Ordinal);
        Assert.False(_triage.Take(finding, "harmless as well"u8.ToArray(), 2));
        Assert.False(_triage.Take(finding, "with AA"u8.ToArray(), 3));
        Assert.DoesNotContain(FindingText.NotSeenAgain, Report(), StringComparison.Ordinal);
        Assert.False(_triage.Take(finding, "more AA"u8.ToArray(), 4));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        Assert.Equal("with AA", File.ReadAllText(Path.Combine(folder, FindingStore.InputName)));
        Assert.Equal("AA", File.ReadAllText(Path.Combine(folder, FindingStore.MinimisedName)));

        string Report() => File.ReadAllText(Path.Combine(Assert.Single(Directory.GetDirectories(_folder.File("findings"))), FindingStore.ReportName));
    }

    [Fact]
    public void Finding_ThatATargetShowsOnlyOnce_IsMinimisedOnFreshOnes()
    {
        using Reproducer reproducer = new(new HarnessTarget(() => new OnceHarness()), "qemu");
        FindingTriage triage = new(_store, reproducer);
        Assert.True(triage.Take(reproducer.Judge("some AA bytes"u8.ToArray())!, "some AA bytes"u8.ToArray(), 1));
        string folder = Assert.Single(Directory.GetDirectories(_folder.File("findings")));
        Assert.Equal("AA", File.ReadAllText(Path.Combine(folder, FindingStore.MinimisedName)));
    }

    [Fact]
    public void Finding_ThatIsHitAgain_IsOnlyCounted()
    {
        Assert.True(Hit("AA", executions: 5));
        Assert.False(Hit("more AA", executions: 17));
        Assert.False(Hit("AA again", executions: 40));
        Assert.Equal([new Sightings(3, 5, 40)], _store.Seen.Values);
        Assert.Single(Directory.GetDirectories(_folder.File("findings")));
    }

    [Fact]
    public void Findings_OfTwoBugs_GetTwoFolders()
    {
        Assert.True(Hit("AA", executions: 1));
        Assert.True(Hit("BB", executions: 2));
        Assert.Equal(2, Directory.GetDirectories(_folder.File("findings")).Length);
    }

    [Fact]
    public void Findings_OfAnEarlierRun_AreKnown()
    {
        Hit("AA", executions: 5);
        Hit("AA", executions: 6);
        _store.Flush();
        FindingStore reopened = new(_folder.File("findings"), Command);
        Assert.Equal(new Sightings(2, 5, 6), Assert.Single(reopened.Seen).Value);
        Assert.False(new FindingTriage(reopened, new Reproducer(_target)).Take(Judge("AA"), "AA"u8.ToArray(), 7));
    }

    private static string Answer(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return text.Contains("AA", StringComparison.Ordinal) ? throw new InvalidOperationException("twice A")
            : text.Contains("BB", StringComparison.Ordinal) ? Fail() : "";
    }

    private static string Fail() => throw new InvalidOperationException("twice B");

    private bool Hit(string text, long executions) => _triage.Take(Judge(text), Encoding.UTF8.GetBytes(text), executions);

    private Finding Judge(string text) => new Reproducer(_target).Judge(Encoding.UTF8.GetBytes(text))!;

    /// <summary>Fails at AA, once.</summary>
    private sealed class OnceHarness : IHarness
    {
        private bool _hasFailed;

        public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
        {
            if (!_hasFailed && testcase.IndexOf("AA"u8) >= 0)
            {
                _hasFailed = true;
                throw new InvalidOperationException("AA");
            }
        }
    }
}
