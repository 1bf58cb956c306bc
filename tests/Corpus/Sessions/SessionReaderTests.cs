using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Sessions;

public sealed class SessionReaderTests
{
    private static readonly SessionRecord[] Records =
    [
        SessionText.Server(1, "{\"QMP\": \"ä\\\"\"}\r\n"),
        SessionText.Client(2, "{\"execute\":\"stop\"}\n"),
        new ChunkRecord(3, SessionSide.Client, new byte[] { 0xFF, 0x00 }),
        new GapRecord(4, SessionSide.Server, 10),
        new NoteRecord(5, "…"),
        new CloseRecord(6, SessionSide.Client),
    ];

    [Fact]
    public void File_CutOffAtEveryByte_KeepsTheWholeLines()
    {
        byte[] file = SessionText.Write(Records);
        int header = Array.IndexOf(file, (byte)'\n');
        for (int length = header; length <= file.Length; length++)
        {
            SessionText.Reading read = SessionText.Read(file[..length]);
            int whole = WholeRecords(file, length);
            Assert.Equal(Records.Take(whole).Select(SessionText.Show), read.Shown);
            Assert.Null(read.Fault);
            Assert.Equal(file[length - 1] is not ((byte)'\n' or (byte)']' or (byte)'}') || IsInside(file, length), read.TornTail);
        }
    }

    [Fact]
    public void File_CutOffInItsHeader_IsAFault()
    {
        byte[] file = SessionText.Write();
        using TemporaryFolder folder = new();
        for (int length = 0; length < file.Length - 1; length++)
        {
            string path = folder.File("torn.qmps");
            File.WriteAllBytes(path, file[..length]);
            Assert.Null(SessionReader.TryOpen(path, out SessionFault? fault));
            Assert.StartsWith(path, $"{fault}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[2,\"c\",\"never closed]", "the line is cut off")]
    [InlineData("{\"t\":2}", "expected an array")]
    [InlineData("[\"2\",\"c\",\"x\"]", "the time is not")]
    [InlineData("[2,3]", "the kind is not a string")]
    [InlineData("[2,\"c\",3]", "not text")]
    [InlineData("[2,\"c\",\"\\ud800\"]", "not text")]
    [InlineData("[2,\"c\",\"x\",\"hex\"]", "encoding")]
    [InlineData("[2,\"c\",\"x\",\"b64\"]", "not base64")]
    [InlineData("[2,\"gap\",\"x\",1]", "names no side")]
    [InlineData("[2,\"gap\",\"c\",-1]", "no count")]
    [InlineData("[2,\"close\",\"c\"] ]", "not JSON")]
    [InlineData("garbage", "not JSON")]
    public void Damage_InTheMiddle_IsAFaultWithItsPlace(string line, string reason)
    {
        byte[] before = SessionText.Write(Records[0]);
        byte[] after = Encoding.UTF8.GetBytes("[9,\"close\",\"s\"]\n");
        SessionText.Reading read = SessionText.Read([.. before, .. Encoding.UTF8.GetBytes(line + "\n"), .. after]);
        Assert.Equal([SessionText.Show(Records[0])], read.Shown);
        Assert.Equal(before.Length, read.Fault?.Offset);
        Assert.StartsWith("line 3: ", read.Fault?.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, read.Fault?.Reason, StringComparison.Ordinal);
        Assert.False(read.TornTail);
    }

    [Theory]
    [InlineData("[2,\"from-the-future\",{\"a\":[1]},7]")]
    [InlineData("[2,\"eof\",\"c\",\"and more\"]", "2 Client eof")]
    [InlineData("[2,\"c\",\"YQ==\",\"b64\",{\"more\":1}]", "2 Client a")]
    [InlineData("  ")]
    public void Line_OfALaterVersion_DoesNotEndTheReading(string line, params string[] understood)
    {
        SessionText.Reading read = SessionText.Read([.. SessionText.Write(), .. Encoding.UTF8.GetBytes(line + "\r\n[9,\"close\",\"s\"]\n")]);
        Assert.Equal(understood.Length + 1, read.Records.Count);
        Assert.Equal(new CloseRecord(9, SessionSide.Server), read.Records[^1]);
        Assert.Null(read.Fault);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n", "not a session file")]
    [InlineData("hello\n", "not a session file")]
    [InlineData("[1,\"c\",\"\"]\n", "not a session file")]
    [InlineData("{\"qmps\":2,\"started\":\"2026-11-21T08:00:00Z\"}\n", "version 2")]
    [InlineData("{\"qmps\":1}\n", "no time")]
    public void TryOpen_NotASession_SaysWhy(string text, string reason)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("x.qmps");
        File.WriteAllText(path, text);
        Assert.Null(SessionReader.TryOpen(path, out SessionFault? fault));
        Assert.Contains(reason, fault?.Reason, StringComparison.Ordinal);
        Assert.StartsWith(path, fault?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_NoFileOrAFolder_SaysSo()
    {
        using TemporaryFolder folder = new();
        Assert.Null(SessionReader.TryOpen(folder.File("none.qmps"), out SessionFault? missing));
        Assert.Equal("no such file", missing?.Reason);
        Assert.Null(SessionReader.TryOpen(folder.Path, out SessionFault? isFolder));
        Assert.StartsWith("is a folder", isFolder?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_WithUnknownAndMissingMembers_IsRead()
    {
        SessionText.Reading read = SessionText.Read("{\"started\":\"2026-11-21T09:00:00+01:00\",\"new\":[{}],\"qmps\":1}\n"u8.ToArray());
        Assert.Equal(SessionText.Header.Started, read.Header.Started);
        Assert.Equal("qemu", read.Header.Dialect);
        Assert.Null(read.Header.Group);
    }

    [Fact]
    public void Line_LongerThanTheBuffer_IsReadWhole()
    {
        SessionRecord big = new ChunkRecord(1, SessionSide.Server, new byte[3_000_000]);
        SessionText.Reading read = SessionText.Read(SessionText.Write(big, Records[1], big));
        Assert.Equal([SessionText.Show(big), SessionText.Show(Records[1]), SessionText.Show(big)], read.Shown);
    }

    private static int WholeRecords(byte[] file, int length)
    {
        int feeds = file.AsSpan(0, length).Count((byte)'\n');
        bool lacksOnlyItsFeed = length < file.Length && file[length] == '\n';
        return Math.Max(0, feeds - 1 + (lacksOnlyItsFeed ? 1 : 0));
    }

    // a ] or } that does not end a line is part of a chunk's text
    private static bool IsInside(byte[] file, int length) => file[length - 1] != '\n' && length < file.Length && file[length] != '\n';
}
