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
