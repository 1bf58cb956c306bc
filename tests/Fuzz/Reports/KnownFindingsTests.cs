using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

public sealed class KnownFindingsTests : IDisposable
{
    private static readonly string CrashName = SampleFolder.Crash().Signature.Text;
    private static readonly KnownFinding Crash = new() { Finding = CrashName, Reason = "the vendor has it" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Known_FromTheStart_IsNoNewsAndSaysWhy()
    {
        FolderReport report = ReadWith(Crash);
        FindingEntry crash = report.Findings.Single(finding => finding.Signature == CrashName);
        Assert.Equal((FindingState.Known, "the vendor has it"), (crash.State, crash.KnownAs));
        Assert.Equal((1, 1), (report.CountOf(FindingState.New), report.CountOf(FindingState.Known)));
        using StringWriter text = new();
        ReportText.Write(report, text);
        Assert.Contains("          known as   the vendor has it\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("known: the vendor has it", JUnitReport.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Known_ThatCameBack_IsNoNews()
    {
        string folder = SampleFolder.OfNights(_folder);
        KnownFindings.Save(folder, [Crash]);
        NightLog log = NightLog.Open(folder);
        log.Append(SampleFolder.NightOf(1, (CrashName, Reproduction.Shown)));
        log.Append(SampleFolder.NightOf(2, (CrashName, Reproduction.NotShown)));
        Assert.Equal(FindingState.Gone, StateOfTheCrash(folder));
        log.Append(SampleFolder.NightOf(3, (CrashName, Reproduction.Shown)));
        Assert.Equal(FindingState.Known, StateOfTheCrash(folder));
    }

    [Theory]
    [InlineData("crash-Argument*-07720012", "embedded", "{}", FindingState.Known)]
    [InlineData("crash-Argument*-07720012", null, null, FindingState.Known)]
    [InlineData("crash-argument*", null, null, FindingState.New)]
    [InlineData("crash", null, null, FindingState.New)]
    [InlineData("crash-*", "qemu", null, FindingState.New)]
    [InlineData("crash-*", "embedded", "calc-dirty-rate", FindingState.New)]
    public void Known_ByPatternTargetAndInput_IsAsNarrowAsAllThree(string finding, string? target, string? input, FindingState expected)
    {
        FolderReport report = ReadWith(new KnownFinding { Finding = finding.Replace("07720012", CrashName[^8..], StringComparison.Ordinal), Target = target, Input = input, Reason = "known" });
        Assert.Equal(expected, report.Findings.Single(each => each.Signature == CrashName).State);
    }

    [Theory]
    [InlineData("System.ArgumentException: *", FindingState.Known)]
    [InlineData("*ArgumentNullException*", FindingState.New)]
    public void Known_ByWhatCame_IsThatOnly(string came, FindingState expected)
    {
        FolderReport report = ReadWith(new KnownFinding { Finding = "crash-*", Came = came, Reason = "known" });
        Assert.Equal(expected, report.Findings.Single(each => each.Signature == CrashName).State);
    }

    [Fact]
    public void Read_OfATornFile_IsNone()
    {
        File.WriteAllText(_folder.File("known.json"), "[{\"find");
        Assert.Empty(KnownFindings.Read(_folder.Path));
    }

    private FolderReport ReadWith(KnownFinding known)
    {
        string folder = SampleFolder.OfNights(_folder);
        KnownFindings.Save(folder, [known]);
        return FolderReport.Read(folder)!;
    }

    private static FindingState StateOfTheCrash(string folder) => FolderReport.Read(folder)!.Findings.Single(finding => finding.Signature == CrashName).State;
}
