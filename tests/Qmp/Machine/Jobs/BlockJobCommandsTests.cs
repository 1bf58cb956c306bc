using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Machine.Jobs;

/// <summary>Jobs on block nodes, with the lines that a real QEMU 7.2 sent for the same.</summary>
public sealed class BlockJobCommandsTests
{
    private const int Half = 8000;                          // 4 MiB at 256 KiB a second take 16 s
    private const string Done = """{"return": {}}""";

    [Fact]
    public void Mirror_BecomesReady_AndIsCompletedWhenItIsTold() => Mirrored()
        .Client("""{"execute":"query-block-jobs"}""").Server(Info(offset: 0, "running", ready: false))
        .Passes(Half).ServerIsSilent()
        .Client("""{"execute":"query-block-jobs"}""").Server(Info(offset: 2097152, "running", ready: false))
        .Passes(Half).Then(Status("ready")).Then(Event("BLOCK_JOB_READY")).ServerIsSilent()
        .Client("""{"execute":"query-block-jobs"}""").Server(Info(offset: 4194304, "ready", ready: true))
        .Passes(60_000).ServerIsSilent()
        .Client(Ask("block-job-complete")).Server(Done).ServerIsSilent()
        .Passes(1).Then(Status("waiting", "pending")).Then(Event("BLOCK_JOB_COMPLETED")).Then(Status("concluded", "null"))
        .Client("""{"execute":"query-block-jobs"}""").Server("""{"return": []}""");

    [Fact]
    public void Mirror_ThatIsReady_EndsWellWhenItIsCancelled_ButNotByForce() => Mirrored()
        .Passes(2 * Half).Then(Status("ready")).Then(Event("BLOCK_JOB_READY"))
        .Client(Ask("block-job-cancel")).Server(Done)
        .Passes(1).Then(Status("waiting", "pending")).Then(Event("BLOCK_JOB_COMPLETED")).Then(Status("concluded", "null"))
        .Then(StartMirror)
        .Passes(2 * Half).Then(Status("ready")).Then(Event("BLOCK_JOB_READY"))
        .Client(Ask("block-job-cancel", ",\"force\":true")).Server(Done)
        .Passes(1).Then(Status("aborting")).Then(Event("BLOCK_JOB_CANCELLED")).Then(Status("concluded", "null"));

    [Fact]
    public void Speed_OfARunningJob_CanBeChanged() => Mirrored()
        .Passes(Half)
        .Client(Ask("block-job-set-speed", ",\"speed\":-1")).ServerError("GenericError", "Parameter 'speed' expects a non-negative value")
        .Client(Ask("block-job-set-speed", ",\"speed\":2097152")).Server(Done)
        .Passes(999).ServerIsSilent()
        .Passes(1).Then(Status("ready")).Then(Event("BLOCK_JOB_READY", speed: 2097152));

    [Fact]
    public void Job_WithoutAutoFinalize_WaitsForIt() => Conversation.Negotiated().Then(AddDisks)
        .Client("""{"execute":"block-stream","arguments":{"job-id":"j","device":"base","auto-finalize":false,"auto-dismiss":false}}""").Then(Status("created", "running")).Server(Done)
        .Passes(1000).Then(Status("waiting", "pending")).ServerEvent("BLOCK_JOB_PENDING", """{"type": "stream", "id": "j"}""")
        .Client("""{"execute":"job-finalize","arguments":{"id":"j"}}""")
        .ServerEvent("BLOCK_JOB_COMPLETED", """{"device": "j", "len": 4194304, "offset": 4194304, "speed": 0, "type": "stream"}""").Then(Status("concluded")).Server(Done)
        .Client("""{"execute":"job-dismiss","arguments":{"id":"j"}}""").Then(Status("null")).Server(Done);

    [Fact]
    public void Start_ThatCannotBe_SaysWhy() => Mirrored()
        .Client("""{"execute":"blockdev-mirror","arguments":{"job-id":"k","device":"base","target":"copy","sync":"full"}}""").ServerError("GenericError", "Node 'base' is busy: block device is in use by block job: mirror")
        .Client("""{"execute":"blockdev-mirror","arguments":{"job-id":"k","device":"d0","target":"d0","sync":"full"}}""").ServerError("GenericError", "Can't mirror node into itself")
        .Client("""{"execute":"blockdev-backup","arguments":{"job-id":"k","device":"d0","target":"no","sync":"full"}}""").ServerError("GenericError", "Cannot find device='no' nor node-name='no'")
        .Client("""{"execute":"block-stream","arguments":{"device":"d0"}}""").ServerError("GenericError", "Invalid job ID ''")
        .Client("""{"execute":"block-commit","arguments":{"job-id":"k","device":"vd0"}}""").ServerError("DeviceNotFound", "Device 'vd0' not found")
        .Client(Ask("block-job-cancel").Replace("\"j\"", "\"nosuch\"", StringComparison.Ordinal)).ServerError("DeviceNotActive", "Block job 'nosuch' not found");

    [Theory]
    [InlineData("""{"device":"d0"}""", "cannot commit an image into itself")]
    [InlineData("""{"device":"d0","job-id":"1","speed":-1}""", "cannot commit an image into itself")]
    [InlineData("""{"device":"d0","base-node":"x"}""", "Cannot find device='' nor node-name='x'")]
    [InlineData("""{"device":"d0","base-node":"base"}""", "'base' is not in this backing file chain")]
    [InlineData("""{"device":"d0","top-node":"base","base-node":"x"}""", "'base' is not in this backing file chain")]
    [InlineData("""{"device":"d0","top-node":"x","base-node":"x"}""", "Cannot find device='' nor node-name='x'")]
    [InlineData("""{"device":"upper","base-node":"copy","job-id":"j"}""", "'copy' is not in this backing file chain")]
    [InlineData("""{"device":"copy","job-id":"j"}""", "Need a root block node")]
    public void Commit_WithoutImagesBehind_SaysWhyNot(string arguments, string error) => Conversation.Negotiated().Then(AddDisks)
        .Client("""{"execute":"blockdev-add","arguments":{"driver":"raw","node-name":"upper","file":"copy"}}""").Server(Done)
        .Client($$"""{"execute":"block-commit","arguments":{{arguments}}}""").ServerError("GenericError", error);

    [Fact]
    public void Commit_OfWhatAJobWorksOn_IsNoRoot() => Mirrored()
        .Client("""{"execute":"block-commit","arguments":{"device":"base"}}""").ServerError("GenericError", "Need a root block node");

    [Theory]
    [InlineData("block-stream", """{"device":"","speed":{},"base-node":[]}""", "base-node")]
    [InlineData("block-commit", """{"device":"","speed":{},"top-node":1,"base-node":[]}""", "base-node")]
    [InlineData("blockdev-mirror", """{"device":"","target":1,"speed":{},"sync":1}""", "target")]
    [InlineData("blockdev-backup", """{"device":"","target":1,"speed":{},"sync":1}""", "sync")]
    public void Start_WithSeveralWrongTypes_NamesTheFirstOfTheSchema(string command, string arguments, string name) => Conversation.Negotiated()
        .Client($$"""{"execute":"{{command}}","arguments":{{arguments}}}""").ServerError("GenericError", $"Invalid parameter type for '{name}', expected: string");

    [Fact]
    public void Commit_IntoAnImageBehind_StartsAJob() => Conversation.Negotiated().Then(AddDisks)
        .Client("""{"execute":"blockdev-add","arguments":{"driver":"qcow2","node-name":"upper","file":"copy","backing":"base"}}""").Server(Done)
        .Client("""{"execute":"block-commit","arguments":{"job-id":"j","device":"upper"}}""").Then(Status("created", "running")).Server(Done);

    [Theory]
    [InlineData("""{"device":"x","base-node":"y"}""", "Cannot find device='x' nor node-name='x'")]
    [InlineData("""{"device":"d0","base-node":"y"}""", "Cannot find device='' nor node-name='y'")]
    [InlineData("""{"device":"d0","base-node":"d0"}""", "Node 'd0' is not a backing image of 'd0'")]
    [InlineData("""{"device":"d0","base-node":"base","job-id":"j"}""", "Node 'base' is not a backing image of 'd0'")]
    [InlineData("""{"device":"d0","speed":-1}""", "Invalid job ID ''")]
    [InlineData("""{"device":"d0","speed":-1,"job-id":"1"}""", "Invalid job ID '1'")]
    [InlineData("""{"device":"d0","speed":-1,"job-id":"j"}""", "Parameter 'speed' expects a non-negative value")]
    public void Stream_ThatCannotBe_SaysWhy(string arguments, string error) => Conversation.Negotiated().Then(AddDisks)
        .Client($$"""{"execute":"block-stream","arguments":{{arguments}}}""").ServerError("GenericError", error);

    [Fact]
    public void Cancel_OfAPausedJob_NeedsForce() => Mirrored()
        .Client(Ask("block-job-pause")).Then(Status("paused")).Server(Done)
        .Client(Ask("block-job-cancel")).ServerError("GenericError", "The block job for device 'j' is currently paused")
        .Client(Ask("block-job-cancel", ",\"force\":true")).Server(Done)
        .Passes(1).Then(Status("aborting")).ServerEvent("BLOCK_JOB_CANCELLED", """{"device": "j", "len": 4194304, "offset": 0, "speed": 262144, "type": "mirror"}""").Then(Status("concluded", "null"));

    private static Conversation Mirrored() => Conversation.Negotiated().Then(AddDisks).Then(StartMirror);

    private static void AddDisks(Conversation conversation) => conversation
        .Client("""{"execute":"blockdev-add","arguments":{"driver":"null-co","node-name":"base","size":4194304}}""").Server(Done)
        .Client("""{"execute":"blockdev-add","arguments":{"driver":"null-co","node-name":"copy","size":4194304}}""").Server(Done);

    private static void StartMirror(Conversation conversation) => conversation
        .Client("""{"execute":"blockdev-mirror","arguments":{"job-id":"j","device":"base","target":"copy","sync":"full","speed":262144}}""").Then(Status("created", "running")).Server(Done);

    private static string Ask(string command, string more = "") => $$$"""{"execute":"{{{command}}}","arguments":{"device":"j"{{{more}}}}}""";

    private static string Info(int offset, string status, bool ready) =>
        $$$"""{"return": [{"auto-finalize": true, "io-status": "ok", "device": "j", "auto-dismiss": true, "busy": false, "len": 4194304, "offset": {{{offset}}}, "status": "{{{status}}}", "paused": false, "speed": 262144, "ready": {{{(ready ? "true" : "false")}}}, "type": "mirror"}]}""";

    private static Action<Conversation> Event(string name, int speed = 262144) => conversation =>
        conversation.ServerEvent(name, $$"""{"device": "j", "len": 4194304, "offset": 4194304, "speed": {{speed}}, "type": "mirror"}""");

    private static Action<Conversation> Status(params string[] states) => conversation =>
        Array.ForEach(states, state => conversation.ServerEvent("JOB_STATUS_CHANGE", $$"""{"status": "{{state}}", "id": "j"}"""));
}
