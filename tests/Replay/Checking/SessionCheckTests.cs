using System.Text;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Replay.Checking;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Replay.Checking;

public sealed class SessionCheckTests : IDisposable
{
    private const string Header = """{"qmps":1,"started":"2026-11-21T08:00:00.000000Z","source":"unix:/run/vm.qmp","dialect":"qemu","by":"tap"}""";
    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""";
    private const string Negotiation = """{"execute":"qmp_capabilities"}""";

    private static readonly UpstreamSchema Upstream = UpstreamSchema.Parse(File.ReadAllBytes(Repository.PathOf("corpus/schema/qemu-7.2.json")), out _)!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recordings_OfARealQemu_BreakNoRule()
    {
        CheckReport report = Run(ShippedRecordings.Folder + "/01-lifecycle", ShippedRecordings.Folder + "/05-large-replies-oob", ShippedRecordings.Folder + "/08-event-throttle");

        Assert.Empty(report.Lines);
        Assert.Equal(3, report.Sessions);
    }

    [Fact]
    public void StaleReply_OfARealQemu_IsKnown()
    {
        CheckReport report = Run(ShippedRecordings.Folder + "/09-reconnect-stale");

        Assert.Equal(0, report.Count(CheckSeverity.Violation));
        CheckLine known = Assert.Single(report.Lines, line => line.Severity == CheckSeverity.Known);
        Assert.Equal("answered-once", known.Rule);
        Assert.EndsWith("0001.qmps:3", known.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void PlantedViolations_AreReportedEachWithItsLine_AndNothingElse()
    {
        string file = Write(
            "a.qmps",
            Server(1, Greeting),
            Client(2, Negotiation),
            Server(3, """{"return": {}}"""),
            Client(4, """{"execute":"query-status","id":1}"""),
            Chunk(5, "s", """{"return": {"running": true, "singlestep": false, "status": "running"}, "id": 1}""" + "\n"),
            Client(6, """{"execute":"stop","id":2}"""),
            Server(7, """{"return": {}, "id": 2}"""),
            Server(8, """{"return": {}, "id": 2}"""),
            Server(9, """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "FROZEN"}"""),
            Client(10, """{"execute":"query-name","id":3}"""),
            Server(11, """{"return": {"name": "x", "uuid": "y"}, "id": 3}"""),
            Client(12, """{"execute":"__freeze","id":4}"""),
            Server(13, """{"return": {}, "id": 4}"""),
            """[14,"close","c"]""");

        CheckReport report = Run(file);

        Assert.Equal(
            [
                (CheckSeverity.Violation, "one-json-line", 6),
                (CheckSeverity.Violation, "answered-once", 9),
                (CheckSeverity.Violation, "5 reserved-prefix", 10),
                (CheckSeverity.Violation, "1 only-new-commands", 12),
                (CheckSeverity.Warning, "6 reversed-domain", 14),
            ],
            report.Lines.Select(line => (line.Severity, line.Rule, int.Parse(line.Place[(file.Length + 1)..]))));
    }

    [Fact]
    public void SessionOfTheAgent_IsJudgedByItsRules()
    {
        string file = Write(
            "a.qmps",
            Client(1, """{"execute":"guest-sync-delimited","arguments":{"id":1}}"""),
            Chunk(2, "s", """{"return": 1}""" + "\n"));
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"qemu\"", "\"qga\"", StringComparison.Ordinal));

        CheckLine line = Assert.Single(Run(file).Lines, line => line.Severity == CheckSeverity.Violation);
        Assert.Equal(("sync-delimited", $"{file}:3"), (line.Rule, line.Place));
    }

    [Fact]
    public void TornTail_IsLeftOutAndSaid()
    {
        string file = Write("a.qmps", Server(1, Greeting));
        File.AppendAllText(file, "[2,\"c\",\"{\\\"exec");

        CheckReport report = Run(file);
        Assert.False(report.IsIncomplete);
        Assert.Equal((CheckSeverity.Note, "the last line is torn off and was left out"), Assert.Single(report.Lines, line => line.Severity == CheckSeverity.Note) is var note ? (note.Severity, note.Text) : default);
    }

    [Fact]
    public void DamagedFile_IsCheckedUpToTheDamage_AndIncomplete()
    {
        string file = Write("a.qmps", Chunk(1, "s", Greeting + "\n"), "[2,\"c\",", Server(3, "{}"));

        CheckReport report = Run(file);
        Assert.True(report.IsIncomplete);
        Assert.Equal($"{file}:2", Assert.Single(report.Lines, line => line.Severity == CheckSeverity.Violation).Place);
    }

    [Fact]
    public void MissingFile_IsIncomplete()
    {
        CheckReport report = Run(_folder.File("none.qmps"));
        Assert.True(report.IsIncomplete);
        Assert.Equal("no such file", Assert.Single(report.Lines).Text);
    }

    [Fact]
    public void Gap_EndsTheJudgingOfItsConnection()
    {
        CheckReport report = Run(Write("a.qmps", Server(1, Greeting), """[2,"gap","s",100]""", Server(3, """{"return": {}, "id": 9}""")));
        Assert.Equal(0, report.Count(CheckSeverity.Violation));
        Assert.Contains(report.Lines, line => line.Text.StartsWith("100 bytes are missing here", StringComparison.Ordinal));
    }

    [Fact]
    public void File_ThatGoesOnFromAnother_IsTheSameConnection()
    {
        Write("a.qmps", Server(1, Greeting), Client(2, Negotiation));
        string second = Write("b.qmps", Server(1, """{"return": {}}"""));
        string header = Header.Replace("\"by\"", "\"group\":\"g\",\"index\":1,\"offset_us\":10,\"continues\":\"a.qmps\",\"by\"", StringComparison.Ordinal);
        File.WriteAllText(second, File.ReadAllText(second).Replace(Header, header, StringComparison.Ordinal));
        string first = _folder.File("a.qmps");
        File.WriteAllText(first, File.ReadAllText(first).Replace(Header, Header.Replace("\"by\"", "\"group\":\"g\",\"index\":0,\"offset_us\":0,\"by\"", StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Empty(Run(_folder.Path).Lines);
    }

    private static CheckReport Run(params string[] paths)
    {
        CheckReport report = new();
        SessionCheck.Run(paths, Upstream, report, TestContext.Current.CancellationToken);
        return report;
    }

    private string Write(string name, params string[] lines)
    {
        string path = _folder.File(name);
        File.WriteAllText(path, $"{Header}\n{string.Concat(lines.Select(line => line + "\n"))}", new UTF8Encoding(false));
        return path;
    }

    private static string Server(int time, string line) => Chunk(time, "s", line + "\r\n");

    private static string Client(int time, string line) => Chunk(time, "c", line + "\n");

    private static string Chunk(int time, string side, string text) => $"[{time},\"{side}\",{System.Text.Json.JsonSerializer.Serialize(text)}]";
}
