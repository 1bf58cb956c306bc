using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Mock;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Replay.Mock;

public sealed class MockSessionTests
{
    private const string Greeting = """{"QMP": {}}""";

    private static readonly SessionRecord[] Records =
    [
        SessionText.Server(100, Greeting + "\r\n"),
        SessionText.Client(1_000, """{"execute":"qmp_capabilities","id":1}"""),
        SessionText.Server(1_500, """{"return": {}, "id": 1}""" + "\r\n"),
        SessionText.Client(2_000, """{"execute":"stop","id":{"a":[2]}}"""),
        SessionText.Server(2_400, """{"event": "STOP"}""" + "\r\n"),
        SessionText.Server(3_000, """{"return": {}, "id": {"a": [2]}}""" + "\r\n"),
        SessionText.Client(4_000, """{"execute":"query","arguments":{"name":"x","n":1}}"""),
        SessionText.Server(4_200, """{"return": {"id": "inner"}}""" + "\r\n"),
        SessionText.Client(5_000, "{]"),
        SessionText.Server(5_100, """{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}""" + "\r\n"),
        SessionText.Client(6_000, """{"execute":"nope","id":9}"""),
        SessionText.Server(6_500, """{"id": 9, "error": {"class": "CommandNotFound", "desc": "no"}}""" + "\r\n"),
    ];

    [Fact]
    public void Client_WithOtherIdsAndOtherSpelling_GetsTheRecordedAnswersInTime()
    {
        MockSession mock = Play();
        Assert.Equal((0.1, Greeting), Next(mock));
        Say(mock, 10, "{ 'id': \"mine\", 'execute': 'qmp_capabilities' }");
        Assert.Equal((10.5, """{"return": {}, "id": "mine"}"""), Next(mock));
        Say(mock, 20, """{"execute":"stop"}""");
        Assert.Equal((20.4, """{"event": "STOP"}"""), Next(mock));
        Assert.Equal((21, """{"return": {}}"""), Next(mock));
        Say(mock, 30, """{"execute":"query","id":7,"arguments":{"n":1,"name":"x"}}""");
        Assert.Equal((30.2, """{"return": {"id": "inner"}, "id": 7}"""), Next(mock));
        Say(mock, 40, "{]");
        Assert.Equal((40.1, """{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}"""), Next(mock));
        Say(mock, 50, """{"execute":"nope"}""");
        Assert.Equal((50.5, """{"error": {"class": "CommandNotFound", "desc": "no"}}"""), Next(mock));
        Assert.Equal((5, 0, 0), (mock.Answered, mock.Unexpected.Count, mock.NeverAsked.Count()));
    }

    [Theory]
    [InlineData(UnexpectedAnswer.Error, """{"id": 5, "error": {"class": "CommandNotFound", "desc": "The recording has no such command here: stop"}}""")]
    [InlineData(UnexpectedAnswer.Empty, """{"return": {}, "id": 5}""")]
    [InlineData(UnexpectedAnswer.Last, """{"return": {}, "id": 5}""")]
    [InlineData(UnexpectedAnswer.Silence, null)]
    public void Command_ThatIsAskedOnceTooOften_IsUnexpectedAndGetsTheChosenAnswer(UnexpectedAnswer answer, string? text)
    {
        MockSession mock = Play(answer);
        mock.TakeDue(TimeSpan.FromSeconds(1), out _);
        Say(mock, 1, """{"execute":"stop","id":4}""");
        mock.TakeDue(TimeSpan.FromSeconds(1), out _);
        Say(mock, 2, """{"execute":"stop","id":5}""");
        Assert.Equal(text, mock.NextDue is null ? null : Next(mock).Text);
        Assert.Contains("stop", Assert.Single(mock.Unexpected), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_WithOtherArguments_IsAnotherCommand()
    {
        MockSession mock = Play();
        Say(mock, 1, """{"execute":"query","arguments":{"name":"y","n":1}}""");
        Assert.Single(mock.Unexpected);
        Assert.Equal(5, mock.NeverAsked.Count());
    }

    [Fact]
    public void ServerThatCloses_ByItself_ClosesAfterItsLastWords()
    {
        MockSession mock = new(
            Script([.. Records[..4], SessionText.Server(2_500, """{"return": {}, "id": {"a": [2]}}""" + "\r\n"), new CloseRecord(2_600, SessionSide.Server)]),
            ReplayRules.Shipped, PlaybackSpeed.Unlimited, UnexpectedAnswer.Error);
        mock.TakeDue(TimeSpan.Zero, out _);
        Say(mock, 1, """{"execute":"stop","id":4}""");
        Assert.Equal("""{"return": {}, "id": 4}""", Encoding.UTF8.GetString(mock.TakeDue(TimeSpan.FromMilliseconds(1), out bool closes).Span).TrimEnd());
        Assert.True(closes);
    }

    private static MockSession Play(UnexpectedAnswer answer = UnexpectedAnswer.Error) => new(Script(Records), ReplayRules.Shipped, PlaybackSpeed.AsRecorded, answer);

    private static MockScript Script(SessionRecord[] records) => MockScript.Of(new Recording("a", SessionText.Header, [.. records]), ReplayRules.Shipped);

    // every byte on its own
    private static void Say(MockSession mock, double milliseconds, string text)
    {
        foreach (byte letter in Encoding.UTF8.GetBytes(text))
        {
            mock.Receive([letter], TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    private static (double At, string Text) Next(MockSession mock)
    {
        TimeSpan due = mock.NextDue!.Value;
        return (due.TotalMilliseconds, Encoding.UTF8.GetString(mock.TakeDue(due, out _).Span).TrimEnd());
    }
}
