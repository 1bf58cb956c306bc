using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class RawStreamTests
{
    [Fact]
    public void Stream_OfMessages_IsOneChunkAMessageWithEveryByte()
    {
        string text = "{\"execute\":\"qmp_capabilities\"}\r\n" + string.Concat(Enumerable.Range(0, 20).Select(id => $"{{'execute':'stop','id':{id}}}\n")) + " {\"execute\":\"cont\"}{\"x\xC3\":\n]";
        Samples.Imported imported = Samples.ImportText(text);
        Assert.Equal("raw", imported.File.Format);
        Assert.Equal(text.Select(character => (byte)character), imported.Session.Bytes(SessionSide.Client));
        Assert.Equal(["""0 c {"execute":"qmp_capabilities"}\r\n""", """0 c {'execute':'stop','id':0}\n"""], imported.Lines().Take(2));
        Assert.Equal(23, imported.Session.Records.OfType<ChunkRecord>().Count());
        Assert.Contains(imported.Notes(), note => note.Contains("chunks are not known", StringComparison.Ordinal));
    }

    [Fact]
    public void Stream_LongerThanABlock_KeepsEveryByte()
    {
        string text = "{\"execute\":\"" + new string('x', 300_000) + "\"}\n{\"execute\":\"stop\"}\n";
        Samples.Imported imported = Samples.ImportText(text);
        Assert.Equal(text, imported.Text(SessionSide.Client));
        Assert.Equal("0 c {\"execute\":\"stop\"}\\n", imported.Lines().Last());
    }

    [Fact]
    public void Stream_OfAnything_IsTakenWhenForced()
    {
        Assert.Contains("is in none of the formats", Samples.ImportText("hello").File.Fault!.Reason, StringComparison.Ordinal);
        Assert.Equal("hello", Samples.ImportText("hello", "raw").Text(SessionSide.Client));
        Assert.Equal("is empty", Samples.ImportText("").File.Fault!.Reason);
        Assert.Equal("no QMP traffic in it (read as raw)", Samples.ImportText("", "raw").File.Fault!.Reason);
    }
}
