using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class LibvirtLogTests
{
    private const string Prefix = "2022-03-09 17:29:34.247+0000: 20390: info : qemuMonitorSend:995 : ";
    private const string Greeting = """s {"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 0}, "package": "synthetic"}, "capabilities": []}}\r\n""";

    private static readonly Samples.Imported Sample = Samples.Import(Samples.PathOf("libvirt.log"));

    [Fact]
    public void Sample_OfTwoMachinesAndAReusedPointer_IsThreeSessions()
    {
        Assert.Null(Sample.File.Fault);
        Assert.Equal(["mon=0x7faa9003ebf0", "mon=0x7f733c000a40", "mon=0x7faa9003ebf0"], Sample.Sessions.Select(session => session.Header.Source.Split(' ')[^1]));
        Assert.Equal([0L, 100_000, 2_800_000], Sample.Sessions.Select(session => session.Header.OffsetMicroseconds!.Value));
        Assert.Equal("import libvirt", Sample.Sessions[0].Header.By);
        Assert.Equal(new DateTimeOffset(2022, 3, 9, 17, 29, 33, 200, TimeSpan.Zero), Sample.Sessions[0].Header.Started);
        Assert.All(Enumerable.Range(0, 3), session => Assert.Contains(Sample.Notes(session), note => note.StartsWith("synthetic: the greeting", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sample_FirstSession_HasEveryWriteOnceWithItsDescriptor() => Assert.Equal(
        [
            "11000 " + Greeting,
            """11000 c {"execute":"qmp_capabilities","id":"libvirt-1"}\r\n""",
            """13000 s {"return": {}, "id": "libvirt-1"}\r\n""",
            """21000 c {"execute":"query-commands","id":"libvirt-2"}\r\n""",
            """40000 s {"return": [{"name": "quit"}, {"name": "stop"}], "id": "libvirt-2"}\r\n""",
            "1047000 fd 1",
            """1047000 c {"execute":"getfd","arguments":{"fdname":"migrate"},"id":"libvirt-390"}\r\n""",
            """1048000 s {"return": {}, "id": "libvirt-390"}\r\n""",
            "1102000 c {\"execute\":\"migrate\"",
            """1103000 c ,"arguments":{"detach":true,"blk":false,"inc":false,"uri":"fd:migrate"},"id":"libvirt-391"}\r\n""",
            """1120000 s {"return": {}, "id": "libvirt-391"}\r\n""",
            """1200000 s {"timestamp": {"seconds": 1646846974, "microseconds": 399920}, "event": "STOP"}\r\n""",
            """1301000 c {"execute":"human-monitor-command","arguments":{"command-line":"info name größe fd=7"},"id":"libvirt-392"}\r\n""",
            """1310000 s {"return": "gr\u00F6\u00DFe\r\n", "id": "libvirt-392"}\r\n""",
            "1500000 close Client",
        ],
        Sample.Lines(0));

    [Fact]
    public void Sample_LostCarriageReturn_IsRestoredFromTheLength() =>
        Assert.Equal("{\"execute\":\"qmp_capabilities\",\"id\":\"libvirt-1\"}\r\n", Sample.Text(SessionSide.Client, 1));

    [Fact]
    public void Sample_ReusedPointerWithOob_OffersOob()
    {
        Assert.Contains("\"capabilities\": [\"oob\"]", Sample.Text(SessionSide.Server, 2), StringComparison.Ordinal);
        Assert.Equal("how the session ended is not known", Sample.Notes(2).Last());
    }

    [Fact]
    public void Log_WithoutWriteRecords_UsesSentMessages()
    {
        Samples.Imported log = Samples.ImportText(
            $$$"""
            {{{Prefix}}}QEMU_MONITOR_SEND_MSG: mon=0x1 msg={"execute":"stop"}
             fd=9
            {{{Prefix}}}QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={"return": {}}

            """);
        Assert.Equal(["0 fd 1", """0 c {"execute":"stop"}\r\n""", """0 s {"return": {}}\r\n"""], log.Lines());
        Assert.Contains(log.Notes(), note => note.Contains("begins inside the session", StringComparison.Ordinal));
    }

    [Fact]
    public void Log_WhoseSecondLinesGrepTookAway_IsReadAsWhole()
    {
        Samples.Imported log = Samples.ImportText(
            $$$"""
            {{{Prefix}}}QEMU_MONITOR_IO_WRITE: mon=0x1 buf={"execute":"qmp_capabilities"}
            {{{Prefix}}}QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={"return": {}}
            {{{Prefix}}}QEMU_MONITOR_IO_WRITE: mon=0x1 buf={"execute":"stop"}
            """);
        Assert.Null(log.File.Fault);
        Assert.Equal(["0 " + Greeting, """0 c {"execute":"qmp_capabilities"}\r\n""", """0 s {"return": {}}\r\n""", """0 c {"execute":"stop"}\r\n"""], log.Lines());
    }

    [Theory]
    [InlineData("QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={\"return\": [{\"na", "line 3: a message of the server that is cut off")]
    [InlineData("QEMU_MONITOR_SEND_MSG: msg={}", "line 3: a record of the monitor without mon=")]
    [InlineData("QEMU_MONITOR_IO_WRITE: mon=0x1 buf={\"exec", "before it, a IO_WRITE that is cut off")]
    public void Log_WithADamagedRecord_KeepsWhatStandsBefore(string record, string complaint)
    {
        Samples.Imported log = Samples.ImportText($"{Prefix}QEMU_MONITOR_NEW: mon=0x1 refs=1\n{Prefix}QEMU_MONITOR_RECV_REPLY: mon=0x1 reply={{\"return\": {{}}}}\n{Prefix}{record}\n");
        Assert.EndsWith(complaint, $"{log.File.Fault}", StringComparison.Ordinal);
        Assert.Equal(["0 " + Greeting, """0 s {"return": {}}\r\n"""], log.Lines());
    }
}
