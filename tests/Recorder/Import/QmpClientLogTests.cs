using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class QmpClientLogTests
{
    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("qemu-qmp.log"));

    [Fact]
    public void Sample_OfTwoClientsMixed_IsASessionForEachConnection()
    {
        Assert.Equal(("qemu.qmp", null), (Sample.File.Format, Sample.File.Fault));
        Assert.Equal(["vm1", "vm2", "vm1"], Sample.Sessions.Select(session => session.Header.Source.Split(' ')[^1]));
        Assert.Equal([(6, 8), (3, 4), (1, 2)], Sample.File.Sessions.Select(session => (session.ClientMessages, session.ServerMessages)));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 0, 1, TimeSpan.Zero), Sample.Sessions[0].Header.Started);
    }

    [Fact]
    public void Sample_Messages_AreLaidOutAsOnTheWire()
    {
        List<string> lines = [.. Sample.Lines(1)];
        Assert.Equal("105000 c {\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info name --> {x}\"},\"id\":\"__qmp#00000\"}", lines[3]);
        Assert.Equal("112000 s {\"return\": \"gr\\u00f6\\u00dfe <-- {\\r\\n\", \"id\": \"__qmp#00000\"}\\r\\n", lines[4]);
        Assert.Equal("91000 s {\"timestamp\": {\"seconds\": 1795276008, \"microseconds\": 5}, \"event\": \"STOP\"}\\r\\n", Sample.Lines(0).ElementAt(10));
    }

    [Fact]
    public void Log_InBasicFormat_HasNoTimesAndSaysSo()
    {
        Samples.Imported log = Samples.ImportText("DEBUG:qemu.qmp.qmp_client:--> {\n  \"execute\": \"stop\"\n}\nDEBUG:qemu.qmp.qmp_client:Unroutable message: x\nDEBUG:qemu.qmp.qmp_client:<-- {\n  \"return\": {}\n}\n");
        Assert.Equal(["0 c {\"execute\":\"stop\"}", "0 s {\"return\": {}}\\r\\n"], log.Lines());
        Assert.Contains("the log has no times: all is at the time of the file", log.Notes());
    }

    [Theory]
    [InlineData("x:--> {\n  \"execute\": \"st", "line 5: a message that is cut off")]
    [InlineData("x:--> {\n  \"execute\":\n", "its last message is cut off")]
    [InlineData("x:--> {\n  \"execute\":\nx:--> {\n}\n", "line 6: before it, a message that is cut off")]
    public void Log_CutInsideAMessage_KeepsWhatStandsBefore(string rest, string complaint)
    {
        Samples.Imported log = Samples.ImportText("x:<-- {\n  \"return\": {}\n}\n" + rest);
        Assert.EndsWith(complaint, $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Equal("{\"return\": {}}\r\n", log.Text(SessionSide.Server));
    }
}
