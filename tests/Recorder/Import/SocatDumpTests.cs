using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class SocatDumpTests
{
    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("socat.txt"));

    [Fact]
    public void Sample_OfTwoConnections_HasTheBytesThatTheStraceOfTheSameRunHas()
    {
        Assert.Equal(("socat", null), (Sample.File.Format, Sample.File.Fault));
        Samples.Imported strace = Samples.Import(Samples.PathOf("strace.log"));
        Assert.Equal(2, Sample.Sessions.Count);
        for (int session = 0; session < 2; session++)
        {
            Assert.Equal(strace.Text(SessionSide.Client, session), Sample.Text(SessionSide.Client, session));
            Assert.Equal(strace.Text(SessionSide.Server, session), Sample.Text(SessionSide.Server, session));
        }

        Assert.Contains("größe", Sample.Text(SessionSide.Client, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_Times_AreMicrosecondsBehindTheirZeros() =>
        Assert.InRange(Sample.Sessions.Max(session => session.Records[^1].Microseconds), 1_000, 900_000);

    [Fact]
    public void Dump_WithoutText_AndTwoConnectionsMixed_IsToldApartByPlaces()
    {
        Samples.Imported dump = Samples.ImportText(
            """
            < 2026/11/21 15:40:05.548567  length=3 from=0 to=2
             7b 22 51
            > 2026/11/21 15:40:05.548667  length=2 from=0 to=1
             7b 7d
            > 2026/11/21 15:40:05.548767  length=1 from=0 to=0
             41
            > 2026/11/21 15:40:05.548867  length=2 from=2 to=3
             7b 7e
            > 2026/11/21 15:40:05.548967  length=1 from=1 to=1
             42
            """);
        Assert.Equal(["0 s {\"Q", "100 c {}", "300 c {~"], dump.Lines(0));
        Assert.Equal(["0 c A", "200 c B"], dump.Lines(1));
    }

    [Theory]
    [InlineData(" 41\n", "its last block has fewer bytes than it says")]
    [InlineData(" 41\n> 2026/11/21 15:40:05.5  length=1 from=2 to=2\n", "line 5: before it, a block with fewer bytes than it says")]
    [InlineData(" 41 42 43\n", "line 4: more bytes than the block says")]
    public void Dump_WithADamagedBlock_KeepsWhatStandsBefore(string block, string complaint)
    {
        Samples.Imported dump = Samples.ImportText("> 2026/11/21 15:40:05.548567  length=1 from=0 to=0\n 40\n> 2026/11/21 15:40:05.548567  length=2 from=1 to=2\n" + block);
        Assert.EndsWith(complaint, $"{dump.File.Fault}", StringComparison.Ordinal);
        Assert.Equal(["0 c @"], dump.Lines());
    }
}
