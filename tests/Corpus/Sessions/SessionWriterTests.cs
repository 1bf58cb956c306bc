using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Sessions;

public sealed class SessionWriterTests
{
    /// <summary>One line of a file, and the record that it stands for.</summary>
    public static TheoryData<string, SessionRecord> Lines { get; } = new()
    {
        { """[120,"s","{\"QMP\": {}}\r\n"]""", SessionText.Server(120, "{\"QMP\": {}}\r\n") },
        { """[900,"c","{'execute':'stop'}\n"]""", SessionText.Client(900, "{'execute':'stop'}\n") },
        { """[1,"c","\u0000\u001f\t\b\f\\ä"]""", SessionText.Client(1, "\0\x1f\t\b\f\\ä") },
        { """[1,"c",""]""", SessionText.Client(1, "") },
        { """[2,"c","/yI=","b64"]""", new ChunkRecord(2, SessionSide.Client, new byte[] { 0xFF, 0x22 }) },
        { """[3,"fd","c",2]""", new DescriptorsRecord(3, SessionSide.Client, 2) },
        { """[4,"gap","s",1448]""", new GapRecord(4, SessionSide.Server, 1448) },
        { """[5,"eof","c"]""", new EndOfInputRecord(5, SessionSide.Client) },
        { """[6,"close","s"]""", new CloseRecord(6, SessionSide.Server) },
        { """[7,"reset","c"]""", new ResetRecord(7, SessionSide.Client) },
        { """[8,"note","a \"note\""]""", new NoteRecord(8, "a \"note\"") },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Record_Written_IsThatLine(string line, SessionRecord record) =>
        Assert.Equal(line, Encoding.UTF8.GetString(SessionText.Write(record)).Split('\n')[1]);

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_Read_IsThatRecord(string line, SessionRecord record)
    {
        SessionText.Reading read = SessionText.Read([.. SessionText.Write(), .. Encoding.UTF8.GetBytes(line + "\n")]);
        Assert.Equal([SessionText.Show(record)], read.Shown);
        Assert.Null(read.Fault);
        Assert.False(read.TornTail);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".new")]
    public void Create_WhereASymbolicLinkStands_WritesNothingThroughIt(string suffix)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("session.qmps");
        File.CreateSymbolicLink(path + suffix, folder.File("elsewhere"));
        Assert.ThrowsAny<IOException>(() => SessionWriter.Create(path, SessionText.Header));
        Assert.False(File.Exists(folder.File("elsewhere")));
        Assert.NotNull(new FileInfo(path + suffix).LinkTarget);
    }

    [Fact]
    public void Header_Written_IsOneLineOfTheFormat() => Assert.Equal(
        """{"qmps":1,"started":"2026-11-21T08:00:00.000000Z","source":"unix:/run/vm.qmp","dialect":"qemu","by":"tap"}""" + "\n",
        Encoding.UTF8.GetString(SessionText.Write()));

    [Fact]
    public void Header_WithAllMembers_ReadsBackTheSame()
    {
        SessionHeader header = SessionText.Header with { Group = "g\"ä", Index = 3, OffsetMicroseconds = long.MaxValue, Continues = "a.qmps", Dialect = "qga" };
        using MemoryStream file = new();
        using SessionWriter writer = new(file, header);
        Assert.Equal(header, SessionText.Read(file.ToArray()).Header);
    }

    [Fact]
    public void AnyBytes_WrittenAndRead_AreTheSameBytes()
    {
        Gen<byte> awkward = Gen.Elements<byte>(0, 9, 10, 13, 0x1F, 0x22, 0x27, 0x5C, 0x7F, 0x80, 0xA8, 0xBB, 0xBD, 0xBE, 0xBF, 0xC0, 0xE2, 0xED, 0xEF, 0xF0, 0xFE, 0xFF);
        Gen<byte[]> bytes = Gen.OneOf(awkward, ArbMap.Default.GeneratorFor<byte>()).ArrayOf();
        Prop.ForAll(bytes.ToArbitrary(), chunk =>
        {
            ChunkRecord record = new(7, SessionSide.Server, chunk);
            return SessionText.Show(ReadOne(SessionText.Write(record))) == SessionText.Show(record);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnyText_WrittenAndRead_IsTheSameText()
    {
        string[] pieces = ["\uFFFD", "\uFEFF", "\uFFFE", "\U0010FFFF", "\u2028", "\u0085", "\uD7FF\uE000", "😀", "\"", "\\", "\\u0041", "\r\n", "\0", "é", "plain"];
        Gen<string> text = Gen.Elements(pieces).ArrayOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), chunk =>
        {
            byte[] file = SessionText.Write(SessionText.Client(1, chunk), new NoteRecord(2, chunk));
            SessionText.Reading read = SessionText.Read(file);
            return !Encoding.UTF8.GetString(file).Contains("b64", StringComparison.Ordinal)
                && Encoding.UTF8.GetString(read.Bytes(SessionSide.Client)) == chunk
                && ((NoteRecord)read.Records[1]).Text == chunk;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EachRecord_Written_IsOneWriteToTheStream()
    {
        using CountingStream stream = new();
        using SessionWriter writer = new(stream, SessionText.Header);
        writer.WriteChunk(1, SessionSide.Client, new byte[100_000]);
        writer.Write(new CloseRecord(2, SessionSide.Client));
        Assert.Equal(3, stream.Writes);
    }

    [Fact]
    public void Create_ExistingFile_IsRefusedAndKept()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("s.qmps");
        File.WriteAllText(path, "precious");
        Assert.Throws<IOException>(() => SessionWriter.Create(path, SessionText.Header));
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Create_NewFile_IsForItsOwnerOnlyAndOpensAtOnce()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("s.qmps");
        using SessionWriter writer = SessionWriter.Create(path, SessionText.Header);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Empty(SessionText.Read(path).Records);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void CutBack_AfterAFailedWrite_LeavesWholeLines()
    {
        using FailingStream stream = new();
        using SessionWriter writer = new(stream, SessionText.Header);
        writer.Write(SessionText.Client(1, "before"));
        stream.RoomFor = 5;
        Assert.Throws<IOException>(() => writer.Write(SessionText.Client(2, "lost")));
        writer.CutBack();
        stream.RoomFor = long.MaxValue;
        writer.Write(SessionText.Client(3, "after"));
        Assert.Equal(SessionText.Write(SessionText.Client(1, "before"), SessionText.Client(3, "after")), stream.ToArray());
    }

    private static SessionRecord ReadOne(byte[] file) => Assert.Single(SessionText.Read(file).Records);

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            base.Write(buffer);
        }
    }
}
