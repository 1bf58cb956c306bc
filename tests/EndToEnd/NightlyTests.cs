using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class NightlyTests : IDisposable
{
    private const string Regression = "a.qmpt";

    private readonly TemporaryFolder _folder = new();

    public NightlyTests()
    {
        Directory.CreateDirectory(_folder.File("seeds"));
        Directory.CreateDirectory(_folder.File("kept"));
        Directory.CreateDirectory(_folder.File("drop"));
        File.WriteAllText(_folder.File("seeds/a"), "!open");
        File.WriteAllText(_folder.File($"kept/{Regression}"), "{\"execute\":\"qmp_capabilities\"}");
        File.WriteAllText(_folder.File("kept/known.yaml"), "- finding: crash-*\n");
    }

    private string Nights => _folder.File("nights");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nights_WithABugThatComesAndGoes_TellItOnce()
    {
        string file = Write(DoorTarget(200) + "regressions: [kept]\ndrop: drop\n");
        Assert.Equal((0, "0 new, 0 known"), await NightAsync(file, broken: false));
        Assert.Equal((1, "1 new, 0 known"), await NightAsync(file, broken: true));
        Assert.Equal((0, "0 new, 1 known"), await NightAsync(file, broken: true));
        Assert.Equal((0, "0 new, 0 known, 1 gone"), await NightAsync(file, broken: false));
        Assert.Equal((1, "0 new, 1 back, 0 known"), await NightAsync(file, broken: true));
        Assert.All(["report.html", "report.json", "junit.xml", "report.sarif"], page => Assert.True(File.Exists(Path.Combine(Nights, page)), page));
        Assert.Equal(5, File.ReadLines(Path.Combine(Nights, "nights.jsonl")).Count());
    }

    [Fact]
    public async Task Night_WithRecordingsInTheDropFolder_StartsFromThem()
    {
        File.Copy(Repository.PathOf("corpus/recordings/01-lifecycle/0000.qmps"), _folder.File("drop/0000.qmps"));
        File.WriteAllText(_folder.File("drop/README"), "not a recording of any kind\n");
        string file = Write("targets:\n  - name: embedded\n    options: [--execs, '200', --in-process]\ndrop: drop\nregressions: [kept]\n");
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights, "--time", "60s", "--json");
        Assert.Equal(0, code);
        Assert.Contains("0000.qmps: taken", errors, StringComparison.Ordinal);
        Assert.Contains("README: ", errors, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(Nights, "recordings"), "*.qmps"));
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal(1, result.RootElement.GetProperty("nights")[0].GetProperty("regressions").GetInt32());
        Assert.DoesNotContain("taken", (await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights, "--time", "60s")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Night_WithARegressionThatBroke_FailsAndNamesIt()
    {
        File.WriteAllText(_folder.File("kept/a.txt"), "title: fixed already\nstate: known-failing\n");
        string file = Write("targets:\n  - name: embedded\n    options: [--execs, '10', --in-process]\nregressions: [kept]\n");
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights);
        Assert.Equal(1, code);
        Assert.Contains("BROKEN  regression a\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Night_ThatWasKilled_IsGoneOnWithAndItsFindingIsStillNew()
    {
        string file = Write(DoorTarget(long.MaxValue));
        using (RunningProcess night = Start(file, broken: true, "10m"))
        {
            await WaitFor.ConditionAsync(() => Directory.Exists(Path.Combine(Nights, "targets/door/findings")) && Directory.GetDirectories(Path.Combine(Nights, "targets/door/findings"), "crash*").Length > 0, () => night.Errors);
            (int busy, _, string errors) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights);
            Assert.Equal(4, busy);
            Assert.Contains("another night is running", errors, StringComparison.Ordinal);
            night.Signal(9);
            await night.WaitAsync();
        }

        Write(DoorTarget(200));
        Assert.Equal((1, "1 new, 0 known"), await NightAsync(file, broken: true));
    }

    [Fact]
    public async Task Night_WithAFindingThatIsKnownFromTheStart_IsNoNews()
    {
        File.WriteAllText(_folder.File("mine.yaml"), "- finding: crash-*\n  target: door\n  reason: on the list of the vendor\n");
        string file = Write(DoorTarget(200) + "known: [mine.yaml, qemu-7.2]\n");
        Assert.Equal((0, "0 new, 1 known"), await NightAsync(file, broken: true));
        (_, string report, _) = await QmpFuzzCommand.RunAsync("report", Nights);
        Assert.Contains("known as   on the list of the vendor", report, StringComparison.Ordinal);
        Write(DoorTarget(200));
        Assert.Equal((0, "0 new, 1 known"), await NightAsync(file, broken: true));
    }

    [Fact]
    public async Task Night_AtItsEnd_MinimisesTheQueueAndLeavesTheFindings()
    {
        string file = Write("targets:\n  - name: embedded\n    options: [--execs, '3000', --seed, '1']\n");
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights, "--time", "60s");
        Assert.True(code == 0, output + errors);
        Match said = Regex.Match(errors, "^embedded: queue of ([0-9]+) minimised to ([0-9]+)\r?$", RegexOptions.Multiline);
        Assert.True(said.Success, errors);
        int kept = int.Parse(said.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        Assert.InRange(kept, 1, int.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1);
        string[] queue = [.. Directory.GetFiles(Path.Combine(Nights, "targets/embedded/queue")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, kept).Select(id => $"id:{id:D6}"), queue.Select(name => name.Split(',')[0]));
        (code, output, errors) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights, "--time", "60s");
        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Night_ThatWasKilled_LeavesNoServerBehind()
    {
        string qemu = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        ExternalProgram.Require("setpriv", "util-linux");
        string mark = $"night-{Guid.NewGuid():N}";
        string file = Write($"targets:\n  - name: qemu\n    target: \"cmd:{qemu} -name {mark} -machine none -nodefaults -display none -qmp unix:{{socket}},server=on,wait=off\"\n");
        using RunningProcess night = Start(file, broken: false, "10m");
        string queue = Path.Combine(Nights, "targets/qemu/queue");
        await WaitFor.ConditionAsync(() => Directory.Exists(queue) && Directory.GetFiles(queue).Length > 0, () => night.Errors);
        Assert.NotEmpty(ProcessTable.With(mark));
        night.Signal(9);
        await night.WaitAsync();
        await WaitFor.ConditionAsync(() => !ProcessTable.With(mark).Any(), () => $"still there: {string.Join(' ', ProcessTable.With(mark))}");
    }

    [Fact]
    public async Task Night_WithATargetThatIsNotThere_GoesOnWithTheOthers()
    {
        string file = Write($"targets:\n  - name: lab\n    target: unix:{_folder.File("nobody")}\n  - name: embedded\n    options: [--execs, '50', --in-process]\n");
        (int code, string output, _) = await QmpFuzzCommand.RunAsync("nightly", file, "--out", Nights, "--time", "30s");
        Assert.Equal(3, code);
        Assert.Contains("NOT REACHED  lab: ", output, StringComparison.Ordinal);
        Assert.Contains("embedded: embedded, ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("targets:\n  - name: a\n    colour: red\n", "nightly.yaml:3")]
    [InlineData("targets: []\n", "no targets")]
    [InlineData("", "no targets")]
    [InlineData("targets:\n  - name: ../a\n", "no name for a target")]
    [InlineData("targets:\n  - name: a\n  - name: a\n", "two targets are called a")]
    [InlineData("targets:\n  - name: a\n    share: 0\n", "share")]
    [InlineData("targets:\n  - name: a\n    target: nonsense\n", "target a: ")]
    [InlineData("targets:\n  - name: a\n    options: [--nope]\n", "target a: ")]
    [InlineData("targets: [\n", "nightly.yaml:")]
    [InlineData("known: [qemu-0.1]\ntargets:\n  - name: a\n", "there are qemu-7.2")]
    [InlineData("known: [nightly.yaml]\ntargets:\n  - name: a\n", "nightly.yaml:1")]
    [InlineData("known: [kept/known.yaml]\ntargets:\n  - name: a\n", "kept/known.yaml: entry 1 lacks its finding or its reason")]
    public async Task Nightly_WithABadFile_SaysWhatIsWrong(string yaml, string complaint)
    {
        (int code, _, string errors) = await QmpFuzzCommand.RunAsync("nightly", Write(yaml), "--out", Nights);
        Assert.Equal(2, code);
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Nights));
    }

    private string DoorTarget(long executions) =>
        $"targets:\n  - name: door\n    target: {OwnTargets.Door}\n    options: [--execs, '{executions}', --corpus, {_folder.File("seeds")}]\n";

    private string Write(string yaml)
    {
        string file = _folder.File("nightly.yaml");
        File.WriteAllText(file, yaml);
        return file;
    }

    private RunningProcess Start(string file, bool broken, string time) => RunningProcess.Start(
        "env",
        [$"QMPFUZZ_TEST_DOOR={(broken ? "broken" : "fixed")}", Path.Combine(AppContext.BaseDirectory, "qmpfuzz"), "nightly", file, "--out", Nights, "--time", time]);

    private async Task<(int Code, string Headline)> NightAsync(string file, bool broken)
    {
        using RunningProcess night = Start(file, broken, "1m");
        int code = await night.WaitAsync();
        return (code, night.Output.Split('\n')[0].Split(": ")[^1]);
    }
}
