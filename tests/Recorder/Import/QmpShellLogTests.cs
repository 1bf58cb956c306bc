using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class QmpShellLogTests
{
    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("qmp-shell.log"));

    [Fact]
    public void Sample_Exchanges_AreRequestsAndReplies()
    {
        Assert.Equal(("qmp-shell", null), (Sample.File.Format, Sample.File.Fault));
        Assert.Equal((23, 22), (Sample.File.Sessions[0].ClientMessages, Sample.File.Sessions[0].ServerMessages));
        List<string> lines = [.. Sample.Lines()];
        Assert.Equal("0 c {\"execute\": \"query-status\", \"arguments\": {\"a\": [1, {\"b\": \"x, y: z\"}]}}\\n", lines[0]);
        Assert.Equal("0 s {\"return\": {\"status\": \"running\", \"n\": 0}}\\r\\n", lines[1]);
        Assert.Equal("0 c {\"execute\": \"nope\", \"id\": 7}\\n", lines[40]);
        Assert.Equal("0 s {\"id\": 7, \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"gr\\u00f6\\u00dfe\"}}\\r\\n", lines[41]);
        Assert.Equal(["0 c {\"execute\": \"query-name\", \"arguments\": {}}\\n", "0 s {\"return\": {\"a\": 1}}\\r\\n", "0 c {\"execute\": \"quit\"}\\n"], lines[42..]);
        Assert.Contains("the log has no reply to the command before", Sample.Notes());
    }

    [Theory]
    [InlineData("{\"execute\": \"cont\", \"ret", "line 2: is no JSON object")]
    [InlineData("{\"execute\": \"cont\",", "its last object is cut off")]
    [InlineData("{\"return\": {}}\n", "line 2: has no command in it")]
    [InlineData("{\"execute\": cont}\n", "line 2: is no JSON object")]
    public void Log_WithABadLine_KeepsWhatStandsBefore(string line, string complaint)
    {
        Samples.Imported log = Samples.ImportText("{\"execute\": \"stop\", \"return\": {}}\n" + line);
        Assert.EndsWith(complaint, $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Equal("{\"execute\": \"stop\"}\n", log.Text(SessionSide.Client));
    }
}
