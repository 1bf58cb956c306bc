using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class StraceLogTests
{
    private const string Socket = "8<UNIX-STREAM:[1->2,\"/run/a>b.sock\"]>";

    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("strace.log"));

    [Fact]
    public void Sample_OfAQemuThatReadsByteByByte_IsPutTogether()
    {
        Assert.Equal(("strace", null), (Sample.File.Format, Sample.File.Fault));
        Assert.Equal([(8, 11), (4, 6)], Sample.File.Sessions.Select(session => (session.ClientMessages, session.ServerMessages)));
        Assert.InRange(Sample.Sessions[0].Records.OfType<ChunkRecord>().Count(chunk => chunk.Side == SessionSide.Client), 8, 30);
        Assert.EndsWith("eof Client", Sample.Lines(0).ElementAt(^2), StringComparison.Ordinal);
        Assert.EndsWith("close Server", Sample.Lines(0).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_OfAClient_KnowsWhoItIs()
    {
        Samples.Imported log = Samples.ImportText(
            $$$"""
            17 1795274899.000000 write(1</dev/pts/0<char 136:0>>, "\"execute\"", 9) = 9
            17 1795274899.000001 recvmsg({{{Socket}}}, {msg_name=NULL, msg_iov=[{iov_base="{\"QM", iov_len=4}, {iov_base="P\": {}}\r\n\0\x41\101\7", iov_len=100}], msg_iovlen=2, msg_flags=0}, 0) = 17
            18 1795274899.000002 sendmsg({{{Socket}}}, {msg_name=NULL, msg_iov=[{iov_base="{\"execute\":\"getfd\"}", iov_len=19}], msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[12, 13]}], msg_flags=0}, 0 <unfinished ...>
            17 1795274899.000003 read({{{Socket}}},  <unfinished ...>
            18 1795274899.000004 <... sendmsg resumed>) = 19
            17 1795274899.000005 <... read resumed>"{\"return\": {}}\r\n", 4096) = 16
            17 1795274899.000006 read({{{Socket}}}, 0x55d0, 4096) = -1 EAGAIN (Resource temporarily unavailable)
            17 1795274899.000007 shutdown({{{Socket}}}, SHUT_WR) = 0
            17 1795274899.000008 read({{{Socket}}}, "", 4096) = 0
            17 1795274899.000009 close({{{Socket}}}) = 0
            17 1795274899.000010 write({{{Socket}}}, "{}", 2) = 2
            """);
        Assert.Null(log.File.Fault);
        Assert.Equal(
            [
                "0 s {\"QMP\": {}}\\r\\n\0AA\a", "1 fd 2", "1 c {\"execute\":\"getfd\"}", "4 s {\"return\": {}}\\r\\n", "6 eof Client", "7 eof Server", "8 close Client",
            ],
            log.Lines());
    }

    [Fact]
    public void Log_WithoutDescriptorNames_GoesByContent()
    {
        Samples.Imported log = Samples.ImportText("read(3, \"\\177ELF\", 832) = 4\nwrite(9, \"{\\\"execute\\\":\\\"stop\\\"}\", 18) = 18\nread(9, \"{\\\"return\\\": {}}\", 64) = 14\n");
        Assert.Equal(["0 c {\"execute\":\"stop\"}", "0 s {\"return\": {}}"], log.Lines());
        Assert.Contains(log.Notes(), note => note.StartsWith("the trace has no times", StringComparison.Ordinal));
    }

    [Fact]
    public void Log_WithCutStrings_HasGaps()
    {
        Samples.Imported log = Samples.ImportText("write(9, \"{\\\"execute\\\":\"..., 80) = 80\nread(9, \"{}\", 64) = 2\n");
        Assert.Equal(["0 c {\"execute\":", "0 gap Client 69", "0 s {}"], log.Lines());
    }

    [Fact]
    public void Log_WithACallThatDoesNotAddUp_KeepsWhatStandsBefore()
    {
        Samples.Imported log = Samples.ImportText("write(9, \"{\\\"execute\\\":1}\", 13) = 13\nwrite(9, \"{}\", 2) = 7\n");
        Assert.EndsWith("line 2: a call that moved 7 bytes and shows 2", $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Equal(["0 c {\"execute\":1}"], log.Lines());
    }
}
