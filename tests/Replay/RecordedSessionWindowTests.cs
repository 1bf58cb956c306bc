using System.Text;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay;

public sealed class RecordedSessionWindowTests
{
    private const string Greeting = """{"QMP": {}}""";
    private const string Negotiate = """{"execute":"qmp_capabilities"}""";

    private static readonly string[] Lines =
    [
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
        "80 C close",
    ];

    [Fact]
    public void Window_InTheMiddle_KeepsNegotiationAndTheRepliesToWhatIsSent()
    {
        RecordedSession cut = Cut(30, 50)!;
        Assert.Equal(["Connect@30", "Send@30", "Send@40"], cut.Steps.Select(step => $"{step.Action}@{step.At.TotalMilliseconds}"));
        Assert.Equal([Greeting, """{"return": {}}""", """{"event": "E"}""", """{"return": {}, "id": 2}"""], cut.Messages.Select(message => message.Text));
        Assert.Equal([0, 1, 3], cut.Steps.Select(step => step.Awaits));
        Assert.Equal(["qmp_capabilities", "b"], cut.Commands.Select(command => command.Name));
        Assert.Equal([null, "qmp_capabilities", null, "b"], cut.Answered.Select(command => command?.Name));
    }

    [Fact]
    public void Window_OverAll_ChangesNothing() => Assert.Equal(6, Cut(0, 1000)!.Steps.Length);

    [Fact]
    public void Connection_ThatWasOverBefore_IsLeftOut() => Assert.Null(Cut(100, 1000));

    [Fact]
    public void Chunks_Coalesced_AreOneWhereNothingHappenedBetween()
    {
        Recording recording = PlaybackDialogue.Recording("a", 0, $"0 S {Greeting}", """1 C {"execute":""", """2 C "x"}""", """3 S {"return": {}}""", "4 C {}");
        RecordedSession session = RecordedSession.Read(recording, 0, coalesce: true);
        Assert.Equal(["""{"execute":"x"}""", "{}"], session.Steps.Where(step => step.Action == PlaybackAction.Send).Select(step => Encoding.UTF8.GetString(step.Bytes.Span)));
    }

    private static RecordedSession? Cut(int from, int to) =>
        new RecordedSessionWindow(RecordedSession.Read(PlaybackDialogue.Recording("a", 0, Lines), 0), TimeSpan.FromMilliseconds(from), TimeSpan.FromMilliseconds(to)).Cut();
}
