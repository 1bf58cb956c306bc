using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class SystemtapLogTests
{
    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("systemtap.log"));

    [Fact]
    public void Sample_OfTwoRunsAndAReusedPointer_IsFourSessions()
    {
        Assert.Equal(("systemtap", null), (Sample.File.Format, Sample.File.Fault));
        Assert.Equal([(0, 1), (9, 11), (1, 2), (0, 1)], Sample.File.Sessions.Select(session => (session.ClientMessages, session.ServerMessages)));
        Assert.Equal([true, false, false, true], Enumerable.Range(0, 4).Select(session => Sample.Notes(session).Any(note => note.StartsWith("the log begins inside", StringComparison.Ordinal))));
    }

    [Fact]
    public void Sample_DescriptorAndEvent_StandWhereTheyPassed()
    {
        List<string> lines = [.. Sample.Lines(1)];
        int descriptor = lines.IndexOf("18000 fd 1");
        Assert.Equal("18000 c {\"execute\":\"getfd\",\"id\":\"libvirt-7\"}\\r\\n", lines[descriptor + 1]);
        Assert.Contains(lines, line => line.StartsWith("22000 s {\"timestamp\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Log_CutInsideAMessage_KeepsWhatStandsBefore()
    {
        Samples.Imported log = Samples.ImportText("  0.000 begin\n  5.774 < 0x1 {\"return\": {}}\n  5.775 < 0x1 {\"ret");
        Assert.EndsWith("line 3: a message that is cut off", $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Equal("{\"return\": {}}\r\n", log.Text(SessionSide.Server));
    }
}
