using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Export;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Recorder.Import;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Export;

public sealed class ExporterTests : IDisposable
{
    private static readonly SessionRecord[] Dialogue =
    [
        SessionText.Server(0, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"),
        SessionText.Client(1_000, "{\"execute\":\"qmp_capabilities\"}\r\n{\"exec"),
        SessionText.Client(2_000, "ute\":\"getfd\",\"id\":\"größe fd=7\"}"),
        new NoteRecord(2_500, "a note"),
        SessionText.Server(3_000, "{\"return\": {}}\r\n{\"id\": \"größe fd=7\", \"error\": {\"class\": \"GenericError\", \"desc\": \"x\"}}\r\n"),
        new DescriptorsRecord(4_000, SessionSide.Client, 1),
        SessionText.Client(4_000, "{\"execute\":\n \"stop\"}\x1E"),
        SessionText.Server(5_000, "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"STOP\"}\r\n"),
        new EndOfInputRecord(6_000, SessionSide.Client),
        new CloseRecord(7_000, SessionSide.Server),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Raw_OfASession_IsWhatTheClientSent() =>
        Assert.Equal("{\"execute\":\"qmp_capabilities\"}\r\n{\"execute\":\"getfd\",\"id\":\"größe fd=7\"}{\"execute\":\n \"stop\"}\x1E", Export("raw"));

    [Fact]
    public void Afl_OfASession_KeepsCutsDescriptorsAndHalfClose() => Assert.Equal(
        "{\"execute\":\"qmp_capabilities\"}\r\n{\"exec\x1Esute\":\"getfd\",\"id\":\"größe fd=7\"}\x1E" + "f\x01{\"execute\":\n \"stop\"}\x1E\x1E\x1Ew",
        Export("afl"));

    [Fact]
    public void Afl_ReadBack_HasTheSameBytes()
    {
        Export("afl");
        Assert.Equal(Export("raw", "raw"), Samples.Import(_folder.File("out")).Text(SessionSide.Client));
    }

    [Fact]
    public void Text_OfASession_IsOneLineAMessage()
    {
        string[] lines = Export("text").Split('\n');
        Assert.StartsWith("# unix:/run/vm.qmp", lines[0], StringComparison.Ordinal);
        Assert.Equal("0.001000 --> {\"execute\":\"qmp_capabilities\"}", lines[2]);
        Assert.Contains("0.002500     # a note", lines);
        Assert.Contains("0.004000 --> {\"execute\":  \"stop\"}", lines);
        Assert.Contains("0.006000 --> # end of input", lines);
    }

    [Fact]
    public void Libvirt_ReadBack_HasTheSameMessages()
    {
        Export("libvirt");
        Samples.Imported log = Samples.Import(_folder.File("out"));
        Assert.Equal("libvirt", log.File.Format);
        Assert.Equal(
            [
                "1000 c {\"execute\":\"qmp_capabilities\"}\\r\\n",
                "2000 c {\"execute\":\"getfd\",\"id\":\"größe fd=7\"}\\r\\n",
                "3000 s {\"return\": {}}\\r\\n",
                "3000 s {\"id\": \"größe fd=7\", \"error\": {\"class\": \"GenericError\", \"desc\": \"x\"}}\\r\\n",
                "4000 fd 1",
                "4000 c {\"execute\":\\n \"stop\"}\\r\\n",
                "5000 s {\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"STOP\"}\\r\\n",
            ],
            log.Lines().Skip(1).Take(7));
    }

    [Fact]
    public void Pcapng_ReadBack_IsTheSameSession()
    {
        Assert.SkipWhen(LibPcap.Missing() is not null, $"{LibPcap.Missing()}");
        Export("pcapng");
        Samples.Imported capture = Samples.Import(_folder.File("out"));
        Assert.Equal("pcap", capture.File.Format);
        Assert.Equal(Dialogue.OfType<ChunkRecord>().Select(Samples.Show), capture.Lines().Take(6));
        Assert.Equal(["6000 eof Client", "7000 eof Server", "7000 close Client"], capture.Lines().Skip(6));
        Assert.Equal(SessionText.Header.Started, capture.Session.Header.Started);
    }

    [Fact]
    public void Pcapng_OfGapsLongChunksAndResets_IsTheSameSession()
    {
        Assert.SkipWhen(LibPcap.Missing() is not null, $"{LibPcap.Missing()}");
        string text = new('x', 150_000);
        Export("pcapng", "out", SessionText.Server(0, "{\"QMP\": {}}"), SessionText.Client(10, text), new GapRecord(20, SessionSide.Client, 70_000), SessionText.Client(30, "y"), new ResetRecord(40, SessionSide.Server));
        Samples.Imported capture = Samples.Import(_folder.File("out"));
        Assert.Equal(text + "y", capture.Text(SessionSide.Client));
        Assert.Equal(["30 gap Client 70000", "30 c y", "40 reset Server"], capture.Lines().TakeLast(3));
    }

    [Fact]
    public void Sessions_InAFormThatHoldsOne_MakeAFolder()
    {
        string[] sessions = [Write("a", Dialogue), Write("b", [SessionText.Client(0, "{}")])];
        ExportResult result = Exporter.Export(sessions, "raw", _folder.File("out"));
        Assert.Equal([_folder.File("out/a.raw"), _folder.File("out/b.raw")], result.Files);
        Assert.Equal("{}", File.ReadAllText(_folder.File("out/b.raw")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(result.Files[0]));
    }

    [Fact]
    public void Session_ThatIsDamaged_IsExportedAsFarAsItIsGood()
    {
        string session = Write("a", [SessionText.Client(0, "{}")]);
        File.AppendAllText(session, "?\n[2,\"c\",\"x\"]\n");
        ExportResult result = Exporter.Export([session, _folder.File("none")], "text", _folder.File("out"));
        Assert.Equal((1, 2), (result.Sessions, result.Faults.Length));
        Assert.Contains("--> {}", File.ReadAllText(_folder.File("out")), StringComparison.Ordinal);
    }

    private string Export(string format, string name = "out", params SessionRecord[] records)
    {
        string file = _folder.File(name);
        ExportResult result = Exporter.Export([Write(name + format, records.Length == 0 ? Dialogue : records)], format, file);
        Assert.Empty(result.Faults);
        return Encoding.UTF8.GetString(File.ReadAllBytes(file));
    }

    private string Write(string name, SessionRecord[] records)
    {
        string file = _folder.File(name + ".qmps");
        File.WriteAllBytes(file, SessionText.Write(records));
        return file;
    }
}
