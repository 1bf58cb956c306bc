using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

public sealed class NightLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What each night saw of one finding (s shown, n not shown, u untried, - not there), and how it stands after them.</summary>
    public static TheoryData<string, FindingState> Histories() => new()
    {
        { "", FindingState.New }, { "s", FindingState.New }, { "-", FindingState.New }, { "-s", FindingState.New }, { "u", FindingState.New },
        { "ss", FindingState.Known }, { "su", FindingState.Known }, { "us", FindingState.Known }, { "s-", FindingState.Known },
        { "sn", FindingState.Gone }, { "ssn", FindingState.Gone }, { "n", FindingState.New }, { "nn", FindingState.Gone }, { "sn-", FindingState.Gone },
        { "sns", FindingState.Back }, { "snus", FindingState.Back }, { "snss", FindingState.Known }, { "snsn", FindingState.Gone },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void StateOf_AfterNights_FollowsWhatTheySaw(string history, FindingState state)
    {
        NightLog log = NightLog.Open(_folder.Path);
        foreach ((int day, char seen) in history.Index())
        {
            Reproduction shown = seen switch { 's' => Reproduction.Shown, 'n' => Reproduction.NotShown, _ => Reproduction.Untried };
            log.Append(seen == '-' ? SampleFolder.NightOf(day + 1) : SampleFolder.NightOf(day + 1, ("crash-a", shown)));
        }

        Assert.Equal(state, log.StateOf("embedded/crash-a"));
        Assert.Equal(state, NightLog.Open(_folder.Path).StateOf("embedded/crash-a"));
    }

    [Fact]
    public void Open_AfterAKillTornTheLastLine_HasTheNightsBefore()
    {
        NightLog.Open(_folder.Path).Append(SampleFolder.NightOf(1, ("crash-a", Reproduction.Shown)));
        File.AppendAllText(_folder.File("nights.jsonl"), "{\"started\":\"2026-");
        NightLog log = NightLog.Open(_folder.Path);
        Assert.Single(log.Nights);
        log.Append(SampleFolder.NightOf(3));
        Assert.Equal([1, 3], NightLog.Open(_folder.Path).Nights.Select(night => night.Started.Day));
    }
}
