using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Machine.Jobs;

/// <summary>Jobs of image creation, with the lines that a real QEMU 7.2 sent for the same.</summary>
public sealed class JobCommandsTests
{
    private const string Create = """{"execute":"blockdev-create","arguments":{"job-id":"mk","options":{"driver":"file","filename":"/images/base","size":0}}}""";

    [Fact]
    public void Job_IsStarted_EndsLater_AndStaysUntilItIsDismissed() => Conversation.Negotiated()
        .Client(Create).Then(Status("created", "running")).Server("""{"return": {}}""").ServerIsSilent()
        .Passes(1).Then(Status("waiting", "pending", "concluded")).ServerIsSilent()
        .Client("""{"execute":"query-jobs","id":"c-3"}""")
        .Server("""{"return": [{"current-progress": 1, "status": "concluded", "total-progress": 1, "type": "create", "id": "mk"}], "id": "c-3"}""")
        .Client(Ask("job-dismiss")).Then(Status("null")).Server("""{"return": {}}""")
        .Client("""{"execute":"query-jobs"}""").Server("""{"return": []}""");

    [Fact]
    public void Job_OfAnIdInUse_OrOfABadOne_IsNotStarted() => Conversation.Negotiated()
        .Client(Create).Then(Status("created", "running")).Server("""{"return": {}}""")
        .Client(Create).ServerError("GenericError", "Job ID 'mk' already in use")
        .Client(Create.Replace("\"mk\"", "\"1\"", StringComparison.Ordinal)).ServerError("GenericError", "Invalid job ID '1'");

    [Fact]
    public void Job_ThatIsNotThere_IsNotFound() => Conversation.Negotiated()
        .Client(Ask("job-cancel")).ServerError("GenericError", "Job not found")
        .Client(Ask("job-dismiss")).ServerError("GenericError", "Job not found");

    [Theory]
    [InlineData("job-complete", "complete")]
    [InlineData("job-finalize", "finalize")]
    [InlineData("job-dismiss", "dismiss")]
    public void Job_ThatRuns_RefusesWhatComesLater(string command, string verb) => Conversation.Negotiated()
        .Client(Create).Then(Status("created", "running")).Server("""{"return": {}}""")
        .Client(Ask(command)).ServerError("GenericError", $"Job 'mk' in state 'running' cannot accept command verb '{verb}'");

    [Fact]
    public void Job_ThatIsPaused_WaitsUntilItIsResumed() => Conversation.Negotiated()
        .Client(Create).Then(Status("created", "running")).Server("""{"return": {}}""")
        .Client(Ask("job-resume")).ServerError("GenericError", "Can't resume a job that was not paused")
        .Client(Ask("job-pause")).Then(Status("paused")).Server("""{"return": {}}""")
        .Client(Ask("job-pause")).ServerError("GenericError", "Job is already paused")
        .Passes(1000).ServerIsSilent()
        .Client(Ask("job-resume")).Then(Status("running")).Server("""{"return": {}}""")
        .Passes(1).Then(Status("waiting", "pending", "concluded"));

    [Fact]
    public void Job_ThatIsCancelled_Aborts() => Conversation.Negotiated()
        .Client(Create + Ask("job-cancel")).Then(Status("created", "running")).Server("""{"return": {}}""").Server("""{"return": {}}""")
        .Passes(1).Then(Status("aborting", "concluded"))
        .Client("""{"execute":"query-jobs"}""")
        .Server("""{"return": [{"current-progress": 0, "status": "concluded", "total-progress": 1, "type": "create", "id": "mk", "error": "Operation canceled"}]}""");

    [Fact]
    public void Jobs_BeyondTheMost_AreRefused()
    {
        Conversation conversation = Conversation.Negotiated();
        for (int i = 0; i < 64; i++)
        {
            conversation.Client(Create.Replace("\"mk\"", $"\"mk{i}\"", StringComparison.Ordinal));
        }

        Assert.Equal(64 * 3, conversation.SaidSoFar().Count);
        conversation.Client(Create).ServerError("GenericError", "Too many jobs");
    }

    private static string Ask(string command) => $$$"""{"execute":"{{{command}}}","arguments":{"id":"mk"}}""";

    private static Action<Conversation> Status(params string[] states) => conversation =>
        Array.ForEach(states, state => conversation.ServerEvent("JOB_STATUS_CHANGE", $$"""{"status": "{{state}}", "id": "mk"}"""));
}
