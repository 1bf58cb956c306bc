using System.Text.Json;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Reports;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Reports;

public sealed class ReportTests
{
    private static readonly Divergence Different = new()
    {
        Kind = DivergenceKind.Differs,
        Session = "a.qmps",
        Subject = "return",
        Command = """{"execute":"query-status"}""",
        RecordedAt = TimeSpan.FromMilliseconds(12.5),
        LiveAt = TimeSpan.FromMilliseconds(13),
        Recorded = """{"return": {"running": "yes"}}""",
        Live = """{"return": {"running": true}}""",
        Differences = [new Difference("$.return.running", "\"yes\"", "true")],
    };

    private static readonly ReplayReport Report = new()
    {
        Sessions = ["a.qmps"],
        Commands = 2,
        Sent = 1,
        Received = 3,
        ServerClosed = false,
        Recorded = TimeSpan.FromSeconds(2),
        Took = TimeSpan.FromSeconds(1.5),
        Lateness = new Lateness(),
        Divergences = [Different, Different with { Kind = DivergenceKind.Missing, Subject = "event \"STOP\"", Command = null, Live = null, LiveAt = null, Differences = [] }],
        Notes = ["something"],
        Target = new TargetExit(139, false, "boom"),
    };

    [Fact]
    public void Text_WithDivergences_CountsAndShowsThem()
    {
        using StringWriter text = new() { NewLine = "\n" };
        ReportText.Write(text, Report, new ReplayOptions());
        Assert.Equal(
            """
            replayed 1 session: 2 commands in 1 chunk, 3 messages back, 1.500 s (recorded 2.000 s, speed 1)
            note: something
            target: was killed by signal 11 (SIGSEGV)
              stderr: boom
            2 divergences (compared: shape): 1 different return, 1 missing event "STOP"
              0 in what the server offers (another version or build), 2 in what it does

            different return (behaviour), in a.qmps
              answers    {"execute":"query-status"}
              at $.return.running
                recorded "yes"
                live     true
              recorded     0.012500 s  {"return": {"running": "yes"}}
              live         0.013000 s  {"return": {"running": true}}

            missing event "STOP" (behaviour), in a.qmps
              recorded     0.012500 s  {"return": {"running": "yes"}}
              live       nothing

            """,
            text.ToString());
    }

    [Fact]
    public void Json_WithDivergences_HasEverything()
    {
        using MemoryStream bytes = new();
        ReportJson.Write(bytes, Report, new ReplayOptions());
        JsonElement json = JsonElement.Parse(bytes.ToArray());
        Assert.False(json.GetProperty("faithful").GetBoolean());
        Assert.Equal(139, json.GetProperty("target").GetProperty("exit_code").GetInt32());
        JsonElement first = json.GetProperty("divergences")[0];
        Assert.Equal(
            ("differs", 12500, 13000, "$.return.running"),
            (first.GetProperty("kind").GetString(), first.GetProperty("recorded_us").GetInt32(), first.GetProperty("live_us").GetInt32(), first.GetProperty("differences")[0].GetProperty("path").GetString()));
    }

    [Fact]
    public void Report_WithACrashAlone_IsNotFaithful()
    {
        ReplayReport quiet = Report with { Divergences = [] };
        Assert.False(quiet.IsFaithful);
        Assert.True((quiet with { Target = new TargetExit(143, true, "") }).IsFaithful);
    }
}
