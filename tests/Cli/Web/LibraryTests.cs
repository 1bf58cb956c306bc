using QmpFuzz.Cli.Web;
using QmpFuzz.Tests.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Cli.Web;

public sealed class LibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _shown;

    public LibraryTests()
    {
        _shown = _folder.File("shown");
        SampleRecording.WriteLong(Path.Combine(_shown, "sub", "one.qmps"), 2);
        SampleRecording.WriteLong(_folder.File("secret.qmps"), 2);
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string?> BadNames() => new(
        null, "", ".", "..", "../secret.qmps", "sub/../../secret.qmps", "sub/../sub/one.qmps", "./sub/one.qmps", "/etc/passwd", "sub//one.qmps", "sub\\..\\one.qmps", "sub/one.qmps\0", "sub", "sub/one",
        "link.qmps", "linked/secret.qmps", "none.qmps");

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Find_OfANameThatLeadsElsewhere_IsNothing(string? name)
    {
        MakeLinks();
        Assert.Null(new Library(_shown).Find(name));
        Assert.Null(new Library(_shown).Find(_folder.File("secret.qmps")));
    }

    [Fact]
    public void Recordings_BesideLinks_AreOnlyThoseOfTheFolder()
    {
        MakeLinks();
        Library library = new(_shown);
        Assert.Equal(["sub/one.qmps"], library.Recordings().Select(recording => recording.Name));
        Assert.Equal("unix:/run/vm.qmp", library.Find("sub/one.qmps")!.Header.Source);
    }

    [Fact]
    public void Recordings_OfACampaign_AreNotThoseOfItsFindings()
    {
        string campaign = SampleFolder.Campaign(_folder);
        SampleRecording.WriteLong(Path.Combine(campaign, "tap.qmps"), 2);
        Assert.Equal(["tap.qmps"], new Library(campaign).Recordings().Select(recording => recording.Name));
    }

    [Fact]
    public void Report_WithAFindingThatHoldsALink_LeavesItOut()
    {
        string campaign = SampleFolder.Campaign(_folder);
        Library library = new(campaign);
        Assert.Equal(2, library.Report()!.Findings.Count());
        string finding = Path.Combine(campaign, "findings", SampleFolder.Crash().Signature.Text);
        File.Delete(Path.Combine(finding, "report.txt"));
        File.CreateSymbolicLink(Path.Combine(finding, "report.txt"), "/etc/passwd");
        Assert.Equal([SampleFolder.BrokenRule().Signature.Text], library.Report()!.Findings.Select(each => each.Signature));
    }

    [Fact]
    public void Recordings_WithFilesThatAreNone_LeaveThemOut()
    {
        File.WriteAllText(Path.Combine(_shown, "other.qmps"), "no session\n");
        Assert.Equal(["sub/one.qmps"], new Library(_shown).Recordings().Select(recording => recording.Name));
    }

    private void MakeLinks()
    {
        File.CreateSymbolicLink(Path.Combine(_shown, "link.qmps"), _folder.File("secret.qmps"));
        Directory.CreateSymbolicLink(Path.Combine(_shown, "linked"), _folder.Path);
    }
}
