using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay;

public sealed class PlaybackTests
{
    private const string Greeting = """{"QMP": {}}""";
    private const string Negotiate = """{"execute":"qmp_capabilities"}""";
    private const string Stop = """{"execute":"stop","id":1}""";
    private const string Stopped = """{"event": "STOP"}""";
    private const string Return = """{"return": {}}""";
    private const string ReturnToStop = """{"return": {}, "id": 1}""";

    private static readonly string[] StopSession =
    [
        $"2 S {Greeting}",
        $"10 C {Negotiate}",
        $"12 S {Return}",
        $"20 C {Stop}",
        $"25 S {Stopped}",
        $"26 S {ReturnToStop}",
        "30 C close",
    ];

    private static readonly ReplayOptions AsRecorded = new() { Timeout = TimeSpan.FromSeconds(1) };

    private static readonly ReplayOptions AtMax = AsRecorded with { Speed = PlaybackSpeed.Unlimited };

    [Fact]
    public void Sends_AfterReplies_KeepTheRecordedPauseBehindTheLiveReply() => PlaybackDialogue.Of(AsRecorded, StopSession)
        .Connects(0)
        .Server(1, Greeting)
        .Sends(9, Negotiate)                                // greeting at 1, recorded pause 8
        .Server(30, Return)                                 // 16 later than recorded
        .Sends(38, Stop)                                    // the shift is carried on
        .Server(39, Stopped)
        .Server(40, ReturnToStop)
        .Closes(44)
        .Diverges();

    [Fact]
    public void Sends_AtMaximumSpeed_FollowTheReplyAtOnce() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0)
        .Server(1, Greeting)
        .Sends(1, Negotiate)
        .Server(3, Return)
        .Sends(3, Stop)
        .Server(4, Stopped)
        .Server(5, ReturnToStop)
        .Closes(5)
        .Diverges();

    [Fact]
    public void Sends_ByTheClock_WaitForNothingButTheLastClose() => PlaybackDialogue.Of(AsRecorded with { Sync = PlaybackSync.Clock }, StopSession)
        .Connects(0)
        .Sends(10, Negotiate)
        .Sends(20, Stop)
        .Server(21, Greeting)
        .Server(22, Return)
        .Server(23, Stopped)
        .Server(50, ReturnToStop)
        .Closes(50)
        .Diverges();

    [Fact]
    public void Events_BehindTheReplyInsteadOfBefore_AreNoDivergence() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate).Server(0, Return).Sends(0, Stop)
        .Server(1, ReturnToStop)
        .Server(2, Stopped)
        .Closes(2)
        .Diverges();

    [Fact]
    public void Counterpart_ThatNeverComes_IsMissingAndDoesNotHang() => PlaybackDialogue.Of(AsRecorded, StopSession)
        .Connects(0).Server(2, Greeting).Sends(10, Negotiate).Server(12, Return).Sends(20, Stop)
        .Server(21, ReturnToStop)
        .WaitsUntil(1027)                                   // since the reply; the recorded 6 and the timeout
        .Closes(1032)
        .Diverges("""Missing event "STOP" """.TrimEnd());

    [Fact]
    public void Counterpart_ThatComesTooLate_IsLateAndNotMissing() => PlaybackDialogue.Of(
            AsRecorded, $"0 S {Greeting}", $"10 C {Negotiate}", $"12 S {Return}", $"20 C {Stop}", $"26 S {ReturnToStop}")
        .Connects(0).Server(0, Greeting).Sends(10, Negotiate)
        .WaitsUntil(1012)
        .Sends(1020, Stop)
        .Server(1021, Return)
        .Server(1022, ReturnToStop)
        .Diverges($"Late return to {Negotiate}");

    [Fact]
    public void Wait_ThatWasLongWhenRecorded_IsNotCutByTheTimeout() => PlaybackDialogue.Of(AtMax, $"0 S {Greeting}", $"0 C {Stop}", $"30000 S {ReturnToStop}")
        .Connects(0).Server(0, Greeting).Sends(0, Stop)
        .Server(30500, ReturnToStop)
        .Diverges();

    [Fact]
    public void Reply_OfAnotherClass_IsADivergenceThatNamesTheCommand() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate).Server(0, Return).Sends(0, Stop)
        .Server(1, """{"id": 1, "error": {"class": "GenericError", "desc": "no"}}""")
        .Server(1, Stopped)
        .Closes(1)
        .Diverges($"Differs return to {Stop}");

    [Fact]
    public void Reply_WithAnotherId_IsOneDivergence() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate).Server(0, Return).Sends(0, Stop)
        .Server(1, Stopped)
        .Server(1, """{"return": {}, "id": 2}""")
        .WaitsUntil(507)
        .Closes(507)
        .Diverges($"Differs return to {Stop}");

    [Fact]
    public void Event_ThatWasNotRecorded_IsUnexpected() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate).Server(0, Return).Sends(0, Stop)
        .Server(1, Stopped).Server(1, """{"event": "RESET"}""").Server(1, ReturnToStop)
        .Closes(1)
        .Diverges("""Unexpected event "RESET" """.TrimEnd());

    [Fact]
    public void Server_ThatClosesInTheMiddle_IsOneDivergence() => PlaybackDialogue.Of(AtMax, StopSession)
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate)
        .ServerCloses(1)
        .Diverges("Closed connection");

    [Fact]
    public void Server_ThatClosesAsRecorded_IsNoDivergence() => PlaybackDialogue.Of(
            AsRecorded, $"0 S {Greeting}", """5 C {"execute":"quit"}""", $"6 S {Return}", "7 S close", "8 C close")
        .Connects(0).Server(0, Greeting)
        .Sends(5, """{"execute":"quit"}""")
        .Server(6, Return)
        .ServerCloses(100)
        .Diverges();

    [Fact]
    public void Server_ThatShouldHaveClosedAndDidNot_IsADivergence() => PlaybackDialogue.Of(
            AsRecorded, $"0 S {Greeting}", """5 C {"execute":"quit"}""", $"6 S {Return}", "7 S close")
        .Connects(0).Server(0, Greeting)
        .Sends(5, """{"execute":"quit"}""")
        .Server(6, Return)
        .WaitsUntil(1008)
        .Diverges("StayedOpen connection");

    [Fact]
    public void Recording_ThatStopsBeforeAReply_DoesNotObjectToThatReply() => PlaybackDialogue.Of(
            AtMax, $"0 S {Greeting}", $"5 C {Negotiate}", $"6 S {Return}", $"10 C {Stop}", "500 C half", "600 S close")
        .Connects(0).Server(0, Greeting).Sends(0, Negotiate).Server(0, Return).Sends(0, Stop)
        .HalfCloses(0)
        .Server(1, Stopped)
        .Server(1, ReturnToStop)
        .ServerCloses(2)
        .Diverges();

    [Fact]
    public void Nothing_IsComparedAtLevelNone_ExceptThatTheTargetLives() => PlaybackDialogue.Of(AtMax with { Compare = CompareLevel.None }, StopSession)
        .Connects(0).Server(0, """{"QMP": 7}""").Sends(0, Negotiate).Server(0, """{"error": 1}""").Sends(0, Stop)
        .ServerCloses(1)
        .Diverges("Closed connection");

    [Fact]
    public void Sessions_OfOneGroup_KeepTheirOrderAcrossConnections() => PlaybackDialogue.Of(
            AsRecorded,
            PlaybackDialogue.Recording("a", 0, $"1 S {Greeting}", $"10 C {Negotiate}", $"11 S {Return}", "40 C close"),
            PlaybackDialogue.Recording("b", 20, $"1 S {Greeting}", $"5 C {Negotiate}", $"6 S {Return}", "30 C close"))
        .Connects(0)
        .Server(6, Greeting)
        .Sends(15, Negotiate)
        .Connects(25, session: 1)                           // 10 behind the send before, reply or not
        .Server(26, Greeting, session: 1)
        .Sends(30, Negotiate, session: 1)
        .Server(31, Return)
        .Server(31, Return, session: 1)
        .Closes(60)
        .Closes(70, session: 1)
        .Diverges();
}
