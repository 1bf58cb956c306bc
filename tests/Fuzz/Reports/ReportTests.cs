using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using NJsonSchema;
using NJsonSchema.Validation;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

public sealed class ReportTests : IDisposable
{
    private static readonly string CrashName = SampleFolder.Crash().Signature.Text;
    private static readonly string RuleName = SampleFolder.BrokenRule().Signature.Text;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AFolderWithoutACampaign_IsNone() => Assert.Null(FolderReport.Read(_folder.Path));

    [Fact]
    public void Read_ACampaign_HasWhatItsFilesSay()
    {
        FolderReport report = Read(SampleFolder.Campaign(_folder));
        CampaignReport campaign = Assert.Single(report.Campaigns);
        Assert.Equal(("embedded", "qemu", 7ul, 1500L), (campaign.Summary!.Target, campaign.Summary.Dialect, campaign.Summary.Seed, campaign.Summary.Status.Executions));
        Assert.Equal([20, 25, 30, 35], Assert.Single(campaign.Runs).Select(point => point.Edges));
        Assert.Equal([CrashName, RuleName], campaign.Findings.Select(finding => finding.Signature).Order());
        FindingEntry crash = campaign.Findings.Single(finding => finding.Signature == CrashName);
        Assert.Equal(("crash", 1L, 10L), (crash.Oracle, crash.Seen.Count, crash.InputLength));
        Assert.Equal("every input is answered", crash.Expected);
        Assert.Equal("EarlyIds.Remember, qmp/Server/EarlyIds.cs:24", crash.Place);
        Assert.Equal("   at EarlyIds.Remember\n   at CommandRunner.Run", crash.Details);
        Assert.StartsWith("System.ArgumentException: </script>", crash.Came, StringComparison.Ordinal);
        Assert.EndsWith("minimised.qmpt", crash.Reproduce, StringComparison.Ordinal);
        Assert.Equal("{}"u8.ToArray(), crash.Minimised);
    }

    [Fact]
    public void Read_AFindingWithFilesMissingOrDamaged_IsStillRead()
    {
        string folder = SampleFolder.Campaign(_folder);
        string finding = Path.Combine(folder, "findings", CrashName);
        File.Delete(Path.Combine(finding, "report.txt"));
        File.WriteAllText(Path.Combine(finding, "seen.json"), "{\"Cou");
        File.WriteAllText(Path.Combine(folder, "campaign.json"), "[]]");
        File.AppendAllText(Path.Combine(folder, "plot_data"), "25, 0, torn");
        CampaignReport campaign = Read(folder).Campaigns[0];
        Assert.Null(campaign.Summary);
        Assert.Equal(4, campaign.Runs[0].Count);
        Assert.Equal(("", 0L), (campaign.Findings.Single(each => each.Signature == CrashName).Came, campaign.Findings.Single(each => each.Signature == CrashName).Seen.Count));
    }

    [Fact]
    public void PlotHistory_WhenTheClockBeginsAnew_IsAnotherRun()
    {
        string[] lines = ["# relative_time, …", Line(0, 5), Line(5, 7), Line(0, 7), Line(5, 9), Line(5, 9), Line(3, 11)];
        Assert.Equal([[5, 7], [7, 9, 9], [11]], PlotHistory.Parse(lines).Select(run => run.Select(point => point.Edges)));

        static string Line(int seconds, int edges) => $"{seconds}, 0, 0, 1, 0, 0, 10.00%, 0, 0, 1, 5.00, 100, {edges}";
    }

    [Fact]
    public void Write_Text_SaysWhatIsNewFirst()
    {
        string folder = SampleFolder.OfNights(_folder);
        NightLog.Open(folder).Append(SampleFolder.NightOf(1, (CrashName, Reproduction.Shown)));
        NightLog.Open(folder).Append(SampleFolder.NightOf(2, (CrashName, Reproduction.Shown), (RuleName, Reproduction.Shown)));
        using StringWriter text = new();
        ReportText.Write(Read(folder), text);
        string[] lines = text.ToString().Split('\n');
        Assert.EndsWith("1 new, 1 known", lines[0], StringComparison.Ordinal);
        Assert.Equal("embedded: embedded, 1500 executions in 15 s, edges 35/100, corpus 1", lines[1]);
        Assert.Equal($"  NEW     {RuleName}, seen 1 times", lines[2]);
        Assert.Equal($"          test       {Path.Combine(folder, "targets/embedded/findings", RuleName, "Regression.cs")}", lines[6]);
        Assert.Equal($"  KNOWN   {CrashName}, seen 1 times", lines[7]);
        Assert.DoesNotContain(text.ToString(), letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void Write_AFindingThatWasRunAfresh_SaysHowOftenItShowed()
    {
        string folder = SampleFolder.Campaign(_folder);
        File.WriteAllText(Path.Combine(folder, "findings", CrashName, "fresh.json"), "{\"runs\":10,\"shown\":9}");
        using StringWriter text = new();
        ReportText.Write(Read(folder), text);
        Assert.Contains($"{CrashName}, seen 1 times, shown by 9 of 10 fresh processes\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{RuleName}, seen 1 times\n", text.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(ReportJson.Write(Read(folder)));
        JsonElement crash = json.RootElement.GetProperty("campaigns")[0].GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("signature").GetString() == CrashName);
        Assert.Equal((10, 9), (crash.GetProperty("fresh").GetProperty("runs").GetInt32(), crash.GetProperty("fresh").GetProperty("shown").GetInt32()));
        Assert.EndsWith("Regression.cs", crash.GetProperty("test").GetString(), StringComparison.Ordinal);
        string page = ReportPage.Write(Read(folder), DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        Assert.Contains("shown by 9 of 10 fresh processes", page, StringComparison.Ordinal);
        Assert.Contains("Regression.cs</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ARuleThatALiveServerBrokeOnceAndNotAgain_IsUnconfirmedUntilItIsHitAgain()
    {
        string folder = SampleFolder.OfNights(_folder);
        string campaign = Path.Combine(folder, "targets/embedded");
        string finding = Path.Combine(campaign, "findings", RuleName);
        string report = Path.Combine(finding, "report.txt");
        File.WriteAllText(report, File.ReadAllText(report).Replace("rule in-order", $"NOT SEEN AGAIN when the input ran alone.\n           rule in-order", StringComparison.Ordinal));
        Assert.Equal(FindingState.New, State());
        string summary = Path.Combine(campaign, "campaign.json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"embedded\"", "\"unix:/run/vm.qmp\"", StringComparison.Ordinal));
        Assert.Equal(FindingState.Unconfirmed, State());
        Assert.Equal("1 new, 0 known, 1 unconfirmed", ReportText.Headline(Read(folder)));
        File.WriteAllText(Path.Combine(finding, "seen.json"), "{\"Count\":2,\"First\":5,\"Last\":6}");
        Assert.Equal(FindingState.Unconfirmed, State());
        File.WriteAllText(Path.Combine(finding, "seen.json"), "{\"Count\":2,\"First\":5,\"Last\":105}");
        Assert.Equal(FindingState.New, State());

        FindingState State() => Read(folder).Findings.Single(each => each.Signature == RuleName).State;
    }

    [Fact]
    public void Write_Json_IsOneObject()
    {
        using JsonDocument json = JsonDocument.Parse(ReportJson.Write(Read(SampleFolder.Campaign(_folder))));
        Assert.Equal(2, json.RootElement.GetProperty("new").GetInt32());
        JsonElement campaign = json.RootElement.GetProperty("campaigns")[0];
        Assert.Equal(["new", "new"], campaign.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("state").GetString()));
        Assert.Equal(1500, campaign.GetProperty("executions").GetInt64());
    }

    [Fact]
    public void Write_JUnit_IsValidAndFailsWhatIsNew()
    {
        string folder = SampleFolder.OfNights(_folder);
        NightLog.Open(folder).Append(SampleFolder.NightOf(1, (RuleName, Reproduction.Shown)));
        NightLog.Open(folder).Append(SampleFolder.NightOf(2, (RuleName, Reproduction.Shown), (CrashName, Reproduction.Shown)) with { Regressions = 3, Broken = ["early-ids"] });
        XDocument xml = XDocument.Parse(JUnitReport.Write(Read(folder)));
        XmlSchemaSet schemas = new();
        schemas.Add(null, Repository.PathOf("tests/Data/report-schemas/junit-10.xsd"));
        List<string> faults = [];
        xml.Validate(schemas, (_, fault) => faults.Add(fault.Message));
        Assert.Empty(faults);
        Assert.Equal(["embedded 3 1 1", "regressions 2 1 0"], xml.Descendants("testsuite").Select(suite => string.Join(' ', suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value)));
        Assert.Equal([CrashName, "early-ids"], xml.Descendants("failure").Select(failure => failure.Parent!.Attribute("name")!.Value));
        Assert.Equal(RuleName, Assert.Single(xml.Descendants("skipped")).Parent!.Attribute("name")!.Value);
        Assert.Contains("</script>", xml.Descendants("failure").First().Value, StringComparison.Ordinal);
        Assert.Contains("\\x01", xml.Descendants("failure").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Sarif_IsValidAndPointsToTheSource()
    {
        string folder = SampleFolder.OfNights(_folder);
        NightLog.Open(folder).Append(SampleFolder.NightOf(1, (RuleName, Reproduction.Shown)));
        NightLog.Open(folder).Append(SampleFolder.NightOf(2, (RuleName, Reproduction.NotShown), (CrashName, Reproduction.Shown)));
        string sarif = SarifReport.Write(Read(folder));
        JsonSchema schema = await JsonSchema.FromFileAsync(Repository.PathOf("tests/Data/report-schemas/sarif-schema-2.1.0.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(sarif));
        Assert.NotEmpty(schema.Validate("{\"version\":\"2.1.0\",\"runs\":[{}]}"));
        using JsonDocument json = JsonDocument.Parse(sarif);
        JsonElement[] results = [.. json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
        Assert.Equal(["new", "absent"], results.Select(result => result.GetProperty("baselineState").GetString()));
        Assert.Equal(["crash", "rule/in-order"], results.Select(result => result.GetProperty("ruleId").GetString()));
        JsonElement place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal(("qmp/Server/EarlyIds.cs", 24), (place.GetProperty("artifactLocation").GetProperty("uri").GetString(), place.GetProperty("region").GetProperty("startLine").GetInt32()));
    }

    private static FolderReport Read(string folder)
    {
        FolderReport? report = FolderReport.Read(folder);
        Assert.NotNull(report);
        return report;
    }
}
