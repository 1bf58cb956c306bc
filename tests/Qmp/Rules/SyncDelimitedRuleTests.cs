using System.Text;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Tests.Qmp.Conformance;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>The rules in dialect qga: 0xFF, lines that end in LF, no greeting, input that outlives its client.</summary>
public sealed class SyncDelimitedRuleTests
{
    private const string SyncDelimited = """{"execute":"guest-sync-delimited","arguments":{"id":7}}""";

    [Fact]
    public void Sync_WithItsDelimiter_IsFine() =>
        Dialogue.WithAgent().Client(SyncDelimited).ServerBytes([0xFF, .. "{\"return\": 7}\n"u8]).IsFine();

    [Fact]
    public void Sync_WithoutItsDelimiter_BreaksTheRule() =>
        Dialogue.WithAgent().Client(SyncDelimited).Agent("""{"return": 7}""").Breaks("sync-delimited", "delimiter");

    [Fact]
    public void Sync_ThatFailsWithADelimiter_BreaksTheRule() => Dialogue.WithAgent()
        .Client(SyncDelimited)
        .ServerBytes([0xFF, .. "{\"error\": {\"class\": \"GenericError\", \"desc\": \"\"}}\n"u8])
        .Breaks("sync-delimited", "delimiter");

    [Fact]
    public void Ping_WithADelimiter_BreaksTheRule() =>
        Dialogue.WithAgent().Client("""{"execute":"guest-ping"}""").ServerBytes([0xFF, .. "{\"return\": {}}\n"u8]).Breaks("sync-delimited", "delimiter");

    [Fact]
    public void Line_OfTheAgentInCrLf_BreaksOneJsonLine() =>
        Dialogue.WithAgent().Client("""{"execute":"guest-ping"}""").Server("""{"return": {}}""").Breaks("one-json-line", "line-end");

    [Fact]
    public void Greeting_OfTheAgent_IsNoKnownMessage() =>
        Dialogue.WithAgent().Agent("""{"QMP": {"version": {}, "capabilities": []}}""").Breaks("known-message", "greeting");

    [Fact]
    public void Ping_WithoutAnAnswer_IsMissing() => Dialogue.WithAgent().Client("""{"execute":"guest-ping"}""").Breaks("answered-once", "missing");

    [Fact]
    public void Shutdown_WithoutAnAnswer_IsFine() => Dialogue.WithAgent().Client("""{"execute":"guest-shutdown"}""").IsFine();

    [Theory]
    [InlineData("""{"return": {}}""")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}""")]
    public void Message_BehindWhatTheLastClientLeft_MayBeAnsweredAnyhow(string line) => Dialogue.WithAgent()
        .ClientBytes("""{"execute":"guest-"""u8.ToArray())
        .Leaves()
        .Connects()
        .Client("""ping"}""")
        .Agent(line)
        .ClientBytes([0xFF])
        .Agent("""{"error": {"class": "GenericError", "desc": "JSON parse error, stray '\\uFFFD'"}}""")
        .IsFine();

    [Fact]
    public void Rules_OverTranscriptsOfTheRealAgent_ObjectToNone()
    {
        RuleChecker checker = new("qga");
        List<string> broken = [];
        foreach (Transcript transcript in TranscriptFile.OfAgent)
        {
            checker.Reset();
            Play(transcript, checker);
            broken.AddRange(checker.Violations.Select(violation => $"{transcript.Name}: {violation}"));
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    /// <summary>All that was sent on a connection, then all that came: the agent answers in order.</summary>
    private static void Play(Transcript transcript, RuleChecker checker)
    {
        int connection = 0;
        checker.Connected(0);
        foreach (TranscriptStep step in transcript.Steps)
        {
            if (step is SendStep send)
            {
                checker.ClientSent(0, send.Bytes);
            }
            else if (step is ReconnectStep)
            {
                Say(transcript.Connections[connection++], checker);
                checker.Disconnected(0);
                checker.Connected(0);
            }
        }

        Say(transcript.Connections[connection], checker);
        checker.Drained();
    }

    private static void Say(RecordedReplies replies, RuleChecker checker)
    {
        foreach (string line in replies.Raw)
        {
            checker.ServerSent(0, Encoding.Latin1.GetBytes(line + "\n"));
        }
    }
}
