using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Real tcpdump captures of a real QEMU on TCP, damaged, and what tshark makes of the same file.</summary>
public sealed class CaptureImportTests(CaptureImportTests.Recorded recorded) : IClassFixture<CaptureImportTests.Recorded>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Capture_WithDamagedPackets_GivesTheBytesThatTsharkGives(int seed)
    {
        string tshark = ExternalProgram.Require("tshark", "tshark");
        CapturedTalk talk = await recorded.TalkAsync();
        string damaged = _folder.File("damaged.pcap");
        int changed = new PcapDamage(seed).Apply(talk.File, damaged);
        Assert.InRange(changed, 3, int.MaxValue);

        SessionText.Reading session = await ImportAsync(damaged);
        Assert.DoesNotContain(session.Records, record => record is GapRecord);
        Assert.Equal(talk.Sent, session.Bytes(SessionSide.Client));
        Assert.Equal(talk.Received, session.Bytes(SessionSide.Server));
        (byte[] client, byte[] server) = await FollowedStream.ReadAsync(tshark, damaged);
        Assert.Equal(client, session.Bytes(SessionSide.Client));
        Assert.Equal(server, session.Bytes(SessionSide.Server));
    }

    [Fact]
    public async Task Capture_WithALostPacket_HasAGapAndEverythingElse()
    {
        CapturedTalk talk = await recorded.TalkAsync();
        string damaged = _folder.File("lost.pcap");
        (long offset, int length) = PcapDamage.DropServerData(talk, damaged, after: 20);
        SessionText.Reading session = await ImportAsync(damaged);
        Assert.Equal(length, Assert.Single(session.Records.OfType<GapRecord>()).Bytes);
        Assert.Equal(talk.Sent, session.Bytes(SessionSide.Client));
        byte[] expected = [.. talk.Received.AsSpan(0, (int)offset), .. talk.Received.AsSpan((int)offset + length)];
        Assert.Equal(expected, session.Bytes(SessionSide.Server));
        long before = session.Records.TakeWhile(record => record is not GapRecord).OfType<ChunkRecord>().Where(chunk => chunk.Side == SessionSide.Server).Sum(chunk => chunk.Bytes.Length);
        Assert.Equal(offset, before);
    }

    [Fact]
    public async Task Capture_ThatIsCutOff_KeepsWhatStandsBefore()
    {
        CapturedTalk talk = await recorded.TalkAsync();
        string cut = _folder.File("cut.pcap");
        byte[] whole = await File.ReadAllBytesAsync(talk.File, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("import", cut, "--out", _folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("1 session", output, StringComparison.Ordinal);
        Assert.Matches("cut.pcap: after packet \\d+: truncated dump file.*; what stands before it was imported", errors);
        byte[] server = SessionText.Read(_folder.File("out/cut-0000.qmps")).Bytes(SessionSide.Server);
        Assert.InRange(server.Length, 1, talk.Received.Length - 1);
        Assert.Equal(talk.Received[..server.Length], server);
    }

    /// <summary>One capture for all tests of the class.</summary>
    public sealed class Recorded : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private CapturedTalk? _talk;

        public void Dispose() => _folder.Dispose();

        internal async Task<CapturedTalk> TalkAsync() => _talk ??= await CapturedTalk.RecordAsync(_folder);
    }

    private async Task<SessionText.Reading> ImportAsync(string file)
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync("import", file, "--out", _folder.File("out"), "--filter", "tcp");
        Assert.True(code == 0, output + errors);
        return SessionText.Read(Assert.Single(SessionFiles.Expand([_folder.File("out")])));
    }
}
