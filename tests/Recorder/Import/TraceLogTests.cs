using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class TraceLogTests
{
    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("trace.log"));

    [Fact]
    public void Sample_OfOneMonitor_IsASessionForEachGreeting()
    {
        Assert.Equal(("trace", null), (Sample.File.Format, Sample.File.Fault));
        Assert.Equal([0, 7, 4], Sample.File.Sessions.Select(session => session.ClientMessages));
        Assert.Equal([1, 11, 6], Sample.File.Sessions.Select(session => session.ServerMessages));
        Assert.Contains(Sample.Notes(0), note => note.StartsWith("the log begins inside", StringComparison.Ordinal));
        Assert.Equal("a new greeting follows: the client had left", Sample.Notes(1).Last());
    }

    [Fact]
    public void Sample_Refusal_IsANoteWhereItHappened()
    {
        List<SessionRecord> records = [.. Sample.Sessions[1].Records];
        int refusal = records.FindIndex(record => record is NoteRecord note && note.Text.EndsWith("JSON parse error, expecting value", StringComparison.Ordinal));
        Assert.Contains("\"class\": \"GenericError\"", Samples.Show(records[refusal + 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_Messages_HaveTheirTimesAndOrder() => Assert.Equal(
        [
            "{\"execute\": \"qmp_capabilities\", \"arguments\": {\"enable\": [\"oob\"]}}\\n",
            "{\"return\": {}}\\r\\n",
            "{\"exec-oob\": \"query-version\", \"id\": \"x\"}\\n",
        ],
        Sample.Lines(2).Skip(1).Take(3).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 3)..]));

    [Fact]
    public void Log_WithoutTimes_SaysSo()
    {
        Samples.Imported log = Samples.ImportText("handle_qmp_command mon 0x1 req: {\"execute\": \"stop\"}\nmonitor_suspend mon 0x1: 1\nmonitor_qmp_respond mon 0x1 resp: {\"return\": {}}\n");
        Assert.Equal(["0 c {\"execute\": \"stop\"}\\n", "0 s {\"return\": {}}\\r\\n"], log.Lines());
        Assert.Contains("the trace has no times: all is at the time of the file", log.Notes());
    }

    [Fact]
    public void Log_CutInsideAMessage_KeepsWhatStandsBefore()
    {
        Samples.Imported log = Samples.ImportText("handle_qmp_command mon 0x1 req: {\"execute\": \"stop\"}\nmonitor_qmp_respond mon 0x1 resp: {\"retu");
        Assert.EndsWith("line 2: a message that is cut off", $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Single(log.Lines());
    }
}
