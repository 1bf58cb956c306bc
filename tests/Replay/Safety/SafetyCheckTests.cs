using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Replay.Safety;

public sealed class SafetyCheckTests
{
    private static readonly SafetyPolicy Strict = new(AllowDestructive: false, AllowHostAccess: false);

    [Theory]
    [InlineData("""{"execute":"query-status"}""")]
    [InlineData("""{"execute":"stop"}{"execute":"cont"}""")]
    [InlineData("""{"execute":"query-commands","id":"quit"}""")]
    [InlineData("""{"execute":"human-monitor-command","arguments":{"command-line":"info block"}}""")]
    [InlineData("""{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 400\""}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"driver":"null-co","node-name":"d1"}}""")]
    [InlineData("""{"execute":"migrate","arguments":{"uri":"tcp:127.0.0.1:4444"}}""")]
    [InlineData("""{"execute":"chardev-add","arguments":{"id":"a","backend":{"type":"ringbuf","data":{}}}}""")]
    [InlineData("""{'execute':'query-status'}""")]
    public void Session_ThatIsHarmless_IsPlayed(string client) => Assert.Empty(Judge(Strict, client));

    [Theory]
    [InlineData("""{"execute":"quit"}""", "quit ChangesVm")]
    [InlineData("""{"execute":"device_del","arguments":{"id":"x"}}""", "device_del ChangesVm")]
    [InlineData("""{"exec-oob":"yank","id":1}""", "yank ChangesVm")]
    [InlineData("""{"execute":"migrate","arguments":{"uri":"exec:cat>/etc/x"}}""", "migrate ReachesHost")]
    [InlineData("""{"execute":"migrate","arguments":{"uri":"fd:f"}}""", "migrate ReachesHost")]
    [InlineData("""{"execute":"migrate","arguments":{"uri":"tcp:127.0.0.1:1\n"}}""", "migrate ReachesHost")]
    [InlineData("""{"execute":"migrate","arguments":{"channels":[]}}""", "migrate ReachesHost")]
    [InlineData("""{"execute":"migrate"}""", "migrate ReachesHost")]
    [InlineData("""{"execute":"human-monitor-command","arguments":{"command-line":"info block\nquit"}}""", "human-monitor-command ReachesHost")]
    [InlineData("""{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"write 0 1k\""}}""", "human-monitor-command ReachesHost")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"driver":"file","filename":"/etc/passwd"}}""", "blockdev-add ReachesHost")]
    [InlineData("""{"execute":"guest-file-open","arguments":{}}""", "guest-file-open ReachesHost")]
    [InlineData("""{"execute":"device_add","arguments":{"driver":"vfio-pci","host":"0"}}""", "device_add ChangesVm, device_add ReachesHost")]
    [InlineData("""{"execute":"device_add","arguments":{"driver":"usb-mouse"}}""", "device_add ChangesVm")]
    public void Command_ThatIsDangerous_IsRefused(string client, string expected) => Assert.Equal(expected, Show(Judge(Strict, client)));

    [Theory]
    [InlineData("""{'execute':'quit'}""")]
    [InlineData("""{'execute':'qu\u0069t'}""")]
    [InlineData("""{"execute":"qu\u0069t"}""")]
    [InlineData("""{"execute":"quit" @""")]
    [InlineData("""[[{"execute":"quit"}""")]
    [InlineData("""quit"}""")]
    [InlineData("""{"x":0e5,"y":{"execute":"quit"}}""")]
    [InlineData("""{"a":"\ud800","execute":"quit"}""")]
    public void Quit_InBytesThatAServerMightReadAsACommand_IsRefused(string client) => Assert.Equal("quit ChangesVm", Show(Judge(Strict, client)));

    [Fact]
    public void Quit_ToADisposableTarget_IsPlayed()
    {
        const string client = """{"execute":"quit"}{"execute":"screendump"}""";
        Assert.Equal("screendump ReachesHost", Show(Judge(Strict with { AllowDestructive = true }, client)));
        Assert.Equal("quit ChangesVm", Show(Judge(Strict with { AllowHostAccess = true }, client)));
        Assert.Empty(Judge(new SafetyPolicy(true, true), client));
    }

    [Fact]
    public void Refusal_Always_SaysWhereAndWhen()
    {
        Refusal refusal = Assert.Single(Judge(Strict, """{"execute":"stop"}""", "{\"execute\":\n", "\"quit\"}\n"));
        Assert.Equal(("a.qmps", 2000.0, """{"execute":↵"quit"}"""), (refusal.Session, refusal.At.TotalMicroseconds, refusal.Text.Replace('\n', '↵')));
    }

    private static ImmutableArray<Refusal> Judge(SafetyPolicy policy, params string[] chunks) =>
        [.. SafetyCheck.Judge([new Recording("a.qmps", SessionText.Header, chunks.Select((chunk, index) => SessionText.Client(index * 1000, chunk)))], policy)];

    private static string Show(IEnumerable<Refusal> refusals) => string.Join(", ", refusals.Select(refusal => $"{refusal.Command} {refusal.Danger}"));
}
