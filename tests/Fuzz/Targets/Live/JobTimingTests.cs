using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

/// <summary>What may differ because a job was not as far yet, and what is just outside of that.</summary>
public sealed class JobTimingTests
{
    private const string Success = """{"return": {}, "id": 1}""";
    private const string Running = """{"id": 1, "error": {"class": "GenericError", "desc": "Job 'j' in state 'running' cannot accept command verb 'dismiss'"}}""";
    private const string Gone = """{"id": 1, "error": {"class": "GenericError", "desc": "Job not found"}}""";
    private const string Pending = """{"error": {"class": "GenericError", "desc": "Job 'j' in state 'pending' cannot accept command verb 'pause'"}}""";
    private const string Paused = """{"error": {"class": "GenericError", "desc": "Job 'j' in state 'paused' cannot accept command verb 'finalize'"}}""";
    private const string NoRoot = """{"id": 1, "error": {"class": "GenericError", "desc": "Need a root block node"}}""";
    private const string IntoItself = """{"id": 1, "error": {"class": "GenericError", "desc": "cannot commit an image into itself"}}""";
    private const string Started = """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "JOB_STATUS_CHANGE", "data": {"status": "created", "id": "j"}}""";

    [Theory]
    [InlineData(Running, Success)]
    [InlineData(Running, Gone)]
    [InlineData(Gone, Success)]
    [InlineData("""{"error": {"class": "GenericError", "desc": "Node 'n' is busy: block device is in use by block job: stream"}}""", """{"return": {}}""")]
    [InlineData("""{"error": {"class": "DeviceNotActive", "desc": "Block job 'j' not found"}}""", """{"error": {"class": "GenericError", "desc": "Job 'j' in state 'ready' cannot accept command verb 'pause'"}}""")]
    [InlineData("""{"id": 1, "error": {"class": "GenericError", "desc": "Block device n is in use"}}""", Success)]
    [InlineData("""{"return": [{"id": "j"}]}""", """{"return": []}""")]
    [InlineData(NoRoot, IntoItself)]
    public void Explains_OneCommandAtTwoMoments_Does(string one, string other)
    {
        Assert.True(JobTiming.Explains(one, other));
        Assert.True(JobTiming.Explains(other, one));
    }

    [Theory]
    [InlineData(Running, """{"return": {}, "id": 2}""")]
    [InlineData(Running, """{"return": {}}""")]
    [InlineData(Running, """{"return": [], "id": 1}""")]
    [InlineData(Running, """{"id": 1, "error": {"class": "GenericError", "desc": "Job 'j' in state 'ready' cannot accept command verb 'finalize'"}}""")]
    [InlineData(Running, """{"id": 1, "error": {"class": "GenericError", "desc": "Invalid job ID 'j'"}}""")]
    [InlineData(Success, Success)]
    [InlineData(NoRoot, Success)]
    [InlineData(IntoItself, Success)]
    [InlineData("""{"return": []}""", """{"return": {}}""")]
    [InlineData("""{"return": [], "id": 1}""", """{"return": [], "id": 2}""")]
    [InlineData(Running, "")]
    public void Explains_AnythingElse_DoesNot(string one, string other)
    {
        Assert.False(JobTiming.Explains(one, other));
        Assert.False(JobTiming.Explains(other, one));
    }

    [Fact]
    public void Of_JobThatIsNotAsFar_IsComparedToThere()
    {
        SessionComparison comparison = SessionComparison.Of(Log(Started, Running), Log(Started, Success));
        Assert.Equal((ComparedPart.ToJob, null), (comparison.Part, comparison.Difference));
    }

    [Fact]
    public void Of_JobThatIsElsewhere_MayAnswerAllThatFollowsOtherwise()
    {
        SessionComparison comparison = SessionComparison.Of(Log(Started, """{"return": {}}""", Paused), Log(Started, Pending, """{"return": {}}"""));
        Assert.Equal((ComparedPart.ToJob, null), (comparison.Part, comparison.Difference));
    }

    [Fact]
    public void Of_SameAnswersWithoutAJob_AreADifference() => Assert.NotNull(SessionComparison.Of(Log(Started, Running), Log(Success)).Difference);

    [Fact]
    public void Of_DifferenceBeforeTheJob_IsOne() =>
        Assert.Equal("$ return Parameter * is missing", SessionComparison.Of(Log("""{"return": 1}""", Started, Running), Log("""{"error": {"class": "GenericError", "desc": "Parameter 'a' is missing"}}""", Started, Success)).Difference?.Place);

    private static ExecutionLog Log(params string[] lines)
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ServerSent, 0, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));
        log.Add(LogKind.Drained, 0);
        return log;
    }
}
