using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Redaction;
using QmpFuzz.Recorder.Sessions;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Sessions;

public sealed class SessionFolderTests : IDisposable
{
    private const string SetPassword = "{\"execute\":\"set_password\",\"arguments\":{\"protocol\":\"vnc\",\"password\":\"hunter2\"}}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Secrets_WithRules_AreMaskedAndCounted()
    {
        SessionText.Reading session = Record(SecretRules.Default, output => output.Chunk(0, SessionSide.Client, Encoding.UTF8.GetBytes(SetPassword)));
        string text = Encoding.UTF8.GetString(session.Bytes(SessionSide.Client));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Equal(SetPassword.Length, text.Length);
        Assert.Contains(session.Records, record => record is NoteRecord { Text: "1 secret redacted" });
        Assert.Equal(SetPassword, Encoding.UTF8.GetString(Record(null, output => output.Chunk(0, SessionSide.Client, Encoding.UTF8.GetBytes(SetPassword))).Bytes(SessionSide.Client)));
    }

    [Theory]
    [InlineData(0, 66)]
    [InlineData(10, 66)]
    [InlineData(45, 70)]
    [InlineData(68, 72)]
    public void Secret_CutByAGap_DoesNotShow(int lostFrom, int lostTo)
    {
        SessionText.Reading session = Record(SecretRules.Default, output =>
        {
            output.Chunk(0, SessionSide.Client, Encoding.UTF8.GetBytes(SetPassword[..lostFrom]));
            output.Gap(1, SessionSide.Client, lostTo - lostFrom);
            output.Chunk(2, SessionSide.Client, Encoding.UTF8.GetBytes(SetPassword[lostTo..]));
            output.Chunk(3, SessionSide.Client, Encoding.UTF8.GetBytes(SetPassword));
        });
        string text = Encoding.UTF8.GetString(session.Bytes(SessionSide.Client));
        Assert.DoesNotContain("nter", text, StringComparison.Ordinal);
        Assert.DoesNotContain("r2\"", text, StringComparison.Ordinal);
        Assert.Contains("\"protocol\":\"vnc\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_ThatRunsBackwards_StandsStill()
    {
        SessionText.Reading session = Record(null, output =>
        {
            output.Note(50, "a");
            output.Note(20, "b");
        });
        Assert.Equal([50L, 50, 50], session.Records.Select(record => record.Microseconds));
    }

    [Fact]
    public void Group_WhoseNameIsTaken_GetsANumber()
    {
        string[] names = [.. Enumerable.Range(0, 3).Select(_ => Path.GetFileName(Start(null, _ => { })))];
        Assert.Equal(["log-0000.qmps", "log.2-0000.qmps", "log.3-0000.qmps"], names);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("out/log-0000.qmps")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("out")));
    }

    private SessionText.Reading Record(SecretRules? secrets, Action<SessionOutput> say) => SessionText.Read(Start(secrets, say));

    private string Start(SecretRules? secrets, Action<SessionOutput> say)
    {
        using SessionFolder folder = new(_folder.File("out"), "log", "test", secrets);
        SessionOutput output = folder.Start(0, "log");
        say(output);
        return output.File;
    }
}
