using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Replay.Tape;

public sealed class SessionTapeTests
{
    private const string Greeting = """{"QMP": {}}""";

    [Fact]
    public void Chunks_Coalesced_AreOneWhereNothingHappenedBetween()
    {
        Recording recording = PlaybackDialogue.Recording("a", 0, $"0 S {Greeting}", """1 C {"execute":""", """2 C "x"}""", """3 S {"return": {}}""", "4 C {}");
        Assert.Equal(
            ["""{"execute":"x"}""", "{}"],
            Read(recording, coalesce: true).OfType<StepEntry>().Where(entry => entry.Step.Action == PlaybackAction.Send).Select(entry => Encoding.UTF8.GetString(entry.Step.Bytes.Span)));
    }

    [Fact]
    public void Command_InSeveralChunks_ComesBeforeTheFirst() => Assert.Equal(
        ["Connect@0", $"{Greeting}@0", "asks x@3", "Send@1", """{"event": "E"}@2""", "Send@3"],
        Read(PlaybackDialogue.Recording("a", 0, $"0 S {Greeting}", """1 C {"execute":""", """2 S {"event": "E"}""", """3 C "x"}""")).Select(TapeText.Of));

    [Fact]
    public void Session_AfterItsClientHasLeft_IsOver() => Assert.Equal(
        ["Connect@0", "Close@1"],
        Read(PlaybackDialogue.Recording("a", 0, "1 C close", $"2 S {Greeting}", "3 S close")).Select(TapeText.Of));

    [Fact]
    public void HalfAMessage_BeforeAGap_IsNotExpected() => Assert.Equal(
        ["Connect@0", "lost 7@2", """{"return": 1}@3"""],
        Read(new Recording("a", SessionText.Header, [SessionText.Server(1000, """{"return": """), new GapRecord(2000, SessionSide.Server, 7), SessionText.Server(3000, "{\"return\": 1}\r\n")])).Select(TapeText.Of));

    // an object that never ends must not be waited for with all that follows
    [Fact]
    public void Object_ThatNeverEnds_HoldsLittleBack()
    {
        int read = 0;
        IEnumerable<SessionRecord> records = Enumerable.Range(0, 100_000).Select(number =>
        {
            read = number;
            return number == 0 ? SessionText.Client(0, "{") : SessionText.Server(number, "{\"event\": \"E\"}\r\n");
        });
        _ = Read(new Recording("a", SessionText.Header, records)).ElementAt(3);
        Assert.InRange(read, 1, 10_000);
    }

    [Fact]
    public void Sessions_OfAGroup_AreInRecordedOrder()
    {
        Recording[] recordings =
        [
            PlaybackDialogue.Recording("a", 0, "1 C {}", "5 C {}", "9 C close"),
            PlaybackDialogue.Recording("b", 2, "1 C {}", "3 C {}"),
        ];
        Assert.Equal(
            ["0 Connect@0", "0 Send@1", "1 Connect@2", "1 Send@3", "0 Send@5", "1 Send@5", "0 Close@9"],
            new GroupTape([.. recordings], new ReplayOptions()).Read(BindingSources.None).OfType<StepEntry>().Select(entry => $"{entry.Session} {TapeText.Of(entry)}"));
    }

    private static IEnumerable<TapeEntry> Read(Recording recording, bool coalesce = false) => SessionTape.Read(recording, 0, coalesce, BindingSources.None);
}
