using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Import;

public sealed class AflQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OutputFolder_OfAnAflRun_IsASessionForEachInput()
    {
        Write("default/queue/id:000000,time:0,execs:0,orig:a", "{\"execute\":\"qmp_capabilities\"}\n");
        Write("default/queue/.state/deterministic_done/x", "no input");
        for (int id = 1; id < 22; id++)
        {
            Write($"default/queue/id:{id:D6},src:000000,time:{id},execs:{id},op:havoc", $"{{\"execute\":\"stop\",\"id\":{id}}}");
        }

        Write("default/crashes/id:000000,sig:06,src:000000", "[}");
        Write("default/crashes/README.txt", "how to");
        Samples.Imported imported = Samples.Import(_folder.Path);
        Assert.Equal(("afl", null), (imported.File.Format, imported.File.Fault));
        Assert.Equal(23, imported.Sessions.Count);
        Assert.Equal("{\"execute\":\"stop\",\"id\":21}", imported.Text(SessionSide.Client, 21));
        Assert.Equal(["0 c [}", "0 close Client"], imported.Lines(22));
        Assert.Contains("crashes/id:000000", imported.Sessions[22].Header.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Testcase_WithSteps_IsWhatItsClientsDo()
    {
        Samples.Imported imported = Samples.ImportText("{\"execute\":\"\x1Esgetfd\"}\x1E\x1E\x1Et\x02\x1E" + "f\x01{}\x1E" + "e\x01\x1Ew\x1E" + "d[]\x1Em\x02{}");
        Assert.Equal("afl", imported.File.Format);
        Assert.Equal(["0 c {\"execute\":\"", "0 c getfd\"}", "0 c \x1E", "100000 fd 1", "100000 c {}", "100000 eof Client", "100000 close Client"], imported.Lines(0));
        Assert.Equal(["0 c []", "0 close Client"], imported.Lines(1));
        Assert.EndsWith("monitor 2", imported.Sessions[2].Header.Source, StringComparison.Ordinal);
        Assert.Contains("1 steps of the input that act on the server were left out", imported.Notes(0));
    }

    private void Write(string name, string text)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding.Latin1);
    }
}
