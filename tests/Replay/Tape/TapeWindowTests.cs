using QmpFuzz.Replay;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Tape;

namespace QmpFuzz.Tests.Replay.Tape;

public sealed class TapeWindowTests
{
    private const string Greeting = """{"QMP": {}}""";
    private const string Negotiate = """{"execute":"qmp_capabilities"}""";

    private static readonly Recording Recorded = PlaybackDialogue.Recording(
        "a",
        0,
        $"0 S {Greeting}",
        $"10 C {Negotiate}",
        """11 S {"return": {}}""",
        """20 C {"execute":"a","id":1}""",
        """31 S {"return": {}, "id": 1}""",
        """32 S {"event": "E"}""",
        """40 C {"execute":"b","id":2}""",
        """60 S {"return": {}, "id": 2}""",
        """70 C {"execute":"c","id":3}""",
        """71 S {"return": {}, "id": 3}""",
        "80 C close");

    [Fact]
    public void Window_InTheMiddle_KeepsNegotiationAndTheRepliesToWhatIsSent() => Assert.Equal(
        ["Connect@30", $"{Greeting}@30", "asks qmp_capabilities@30", "Send@30", """{"return": {}}@30""", """{"event": "E"}@32""", "asks b@40", "Send@40", """{"return": {}, "id": 2}@60"""],
        Cut(30, 50).Select(TapeText.Of));

    [Fact]
    public void Window_OverAll_ChangesNothing() => Assert.Equal(Cut(0, 1000).Select(TapeText.Of), SessionTape.Read(Recorded, 0, false, BindingSources.None).Select(TapeText.Of));

    [Fact]
    public void Connection_ThatWasNotThere_IsLeftOut()
    {
        Assert.False(Has(100, 1000));
        Assert.True(Has(80, 1000));
        Assert.True(Has(0, 1));
    }

    private static IEnumerable<TapeEntry> Cut(int from, int to) =>
        TapeWindow.Cut(SessionTape.Read(Recorded, 0, false, BindingSources.None), TimeSpan.FromMilliseconds(from), TimeSpan.FromMilliseconds(to));

    private static bool Has(int from, int to) => TapeWindow.Has(Recorded, TimeSpan.FromMilliseconds(from), TimeSpan.FromMilliseconds(to));
}
