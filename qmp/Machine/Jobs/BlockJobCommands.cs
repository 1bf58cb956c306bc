using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Machine.Block;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>Commands that start jobs on block nodes, and those of the older block-job-* family.</summary>
internal static class BlockJobCommands
{
    // made before the first testcase: a delegate that the compiler caches costs the first run more than the next
    private static readonly Func<Job, bool> IsBlockJob = static job => job.Settings.IsBlockJob;
    private static readonly Func<Job, string> Shown = Show;

    private static readonly QmpError SpeedNegative = QmpError.Generic("Parameter 'speed' expects a non-negative value");
    private static readonly QmpError IntoItself = QmpError.Generic("Can't mirror node into itself");
    private static readonly QmpError BackupIntoItself = QmpError.Generic("Source and target cannot be the same");
    private static readonly Parameter Device = new("device", ParameterType.String);

    // in the order of QEMU's schema, in which they are checked
    private static readonly Parameter JobId = new("job-id", ParameterType.String, Optional: true);
    private static readonly Parameter Target = new("target", ParameterType.String);
    private static readonly Parameter Sync = new("sync", ParameterType.Enum("top", "full", "none", "incremental", "bitmap"));
    private static readonly Parameter BaseNode = new("base-node", ParameterType.String, Optional: true);
    private static readonly Parameter TopNode = new("top-node", ParameterType.String, Optional: true);

    private static readonly IReadOnlyList<Parameter> HowItGoes =
    [
        new("speed", ParameterType.Integer, Optional: true), new("auto-finalize", ParameterType.Boolean, Optional: true), new("auto-dismiss", ParameterType.Boolean, Optional: true),
    ];

    private static readonly ParameterType Info = new StructType(
    [
        new("type", ParameterType.Enum("commit", "stream", "mirror", "backup", "create")), Device, new("len", ParameterType.Integer), new("offset", ParameterType.Integer),
        new("busy", ParameterType.Boolean), new("paused", ParameterType.Boolean), new("speed", ParameterType.Integer), new("io-status", ParameterType.Enum("ok", "failed", "nospace")),
        new("ready", ParameterType.Boolean), new("status", JobCommands.Statuses), new("auto-finalize", ParameterType.Boolean), new("auto-dismiss", ParameterType.Boolean),
    ]);

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("block-stream", Stream, [JobId, Device, BaseNode, .. HowItGoes]),
        new("block-commit", Commit, [JobId, Device, BaseNode, TopNode, .. HowItGoes]),
        new("blockdev-mirror", static (call, machine) => Copy(call, machine, "mirror", IntoItself), [JobId, Device, Target, Sync, .. HowItGoes]),
        new("blockdev-backup", static (call, machine) => Copy(call, machine, "backup", BackupIntoItself), [JobId, Device, Sync, .. HowItGoes, Target]),
        new("query-block-jobs", Query) { Returns = ParameterType.ArrayOf(Info) },
        Verb("block-job-pause", JobVerb.Pause, static (call, machine, job) => JobCommands.Pause(call, machine.Jobs, job)),
        Verb("block-job-resume", JobVerb.Resume, static (call, machine, job) => JobCommands.Resume(call, machine.Jobs, job)),
        Verb("block-job-complete", JobVerb.Complete, static (_, _, job) => job.End(isCancelled: false)),
        Verb("block-job-cancel", JobVerb.Cancel, Cancel, new Parameter("force", ParameterType.Boolean, Optional: true)),
        Verb("block-job-set-speed", JobVerb.SetSpeed, SetSpeed, new Parameter("speed", ParameterType.Integer)),
    ];

    private static CommandSpec Verb(string name, JobVerb verb, Action<CommandCall, VirtualMachine, Job> work, params IReadOnlyList<Parameter> more) => new(name, (call, machine) =>
    {
        ReadOnlySpan<byte> id = call.Text("device"u8);
        Job? job = machine.Jobs.Find(id) is { Settings.IsBlockJob: true } found ? found : null;
        QmpError? refusal = job is null ? QmpError.DeviceNotActive("Block job '"u8, id, "' not found"u8) : JobList.Refusal(job, verb);
        if (refusal is not null)
        {
            call.Fail(refusal);
            return;
        }

        work(call, machine, job!);
    }, [Device, .. more]);

    private static void Copy(CommandCall call, VirtualMachine machine, string type, QmpError intoItself)
    {
        ReadOnlySpan<byte> target = call.Text("target"u8);
        if (machine.Nodes.Find(call.Text("device"u8)) is { } node && machine.Nodes.Find(target) is var to)
        {
            if (to is null || to == node)
            {
                call.Fail(to is null ? BlockNodes.NotFound(target) : intoItself);
                return;
            }

            Start(call, machine, type, to);
            return;
        }

        call.Fail(BlockNodes.NotFound(call.Text("device"u8)));
    }

    private static void Stream(CommandCall call, VirtualMachine machine)
    {
        if (machine.Nodes.Find(call.Text("device"u8)) is { } node && BackingChain.StreamRefusal(call, machine.Nodes, node) is { } refusal)
        {
            call.Fail(refusal);
            return;
        }

        Start(call, machine, "stream");
    }

    private static void Commit(CommandCall call, VirtualMachine machine)
    {
        if (machine.Nodes.Find(call.Text("device"u8)) is { } node && BackingChain.CommitRefusal(call, machine.Nodes, node, machine.Jobs.All.Any(job => job.Settings.Nodes is [var on, ..] && on == node.Name)) is { } refusal)
        {
            call.Fail(refusal);
            return;
        }

        Start(call, machine, "commit");
    }

    private static void Start(CommandCall call, VirtualMachine machine, string type, BlockNode? target = null)
    {
        ReadOnlySpan<byte> device = call.Text("device"u8);
        BlockNode? node = machine.Nodes.Find(device);
        QmpError? error = node is null ? (type == "commit" ? QmpError.DeviceNotFound(device) : BlockNodes.NotFound(device))
            : Busy(machine.Jobs, node)
            ?? (target is null ? null : Busy(machine.Jobs, target))
            ?? machine.Jobs.Refusal(Encoding.UTF8.GetString(call.Text("job-id"u8)))
            ?? (call.Int64("speed"u8) < 0 ? SpeedNegative : null);
        error ??= machine.Jobs.Start(new JobSettings(Encoding.UTF8.GetString(call.Text("job-id"u8)), type)
        {
            Length = node!.Size,
            Speed = call.Int64("speed"u8),
            Nodes = target is null ? [node.Name] : [node.Name, target.Name],
            BecomesReady = type is "mirror" or "commit",
            FinalizesItself = call.IsTrue("auto-finalize"u8, absent: true),
            DismissesItself = call.IsTrue("auto-dismiss"u8, absent: true),
        });
        if (error is not null)
        {
            call.Fail(error);
        }
    }

    private static QmpError? Busy(JobList jobs, BlockNode node) => jobs.All.FirstOrDefault(job => job.Settings.Nodes.Contains(node.Name)) is { } job
        ? QmpError.Generic($"Node '{node.Name}' is busy: block device is in use by block job: {job.Settings.Type}")
        : null;

    /// <summary>A mirror that is ready has done its work: cancelling it leaves the copy, unless it is forced.</summary>
    private static void Cancel(CommandCall call, VirtualMachine machine, Job job)
    {
        bool force = call.IsTrue("force"u8);
        if (job.IsPaused && !force)
        {
            call.Fail(QmpError.Generic($"The block job for device '{job.Settings.Id}' is currently paused"));
            return;
        }

        job.End(isCancelled: force || job.Status != JobStatus.Ready);
    }

    private static void SetSpeed(CommandCall call, VirtualMachine machine, Job job)
    {
        long speed = call.Int64("speed"u8);
        if (speed < 0)
        {
            call.Fail(SpeedNegative);
            return;
        }

        job.SetSpeed(speed);
    }

    private static void Query(CommandCall call, VirtualMachine machine) =>
        call.ReturnCanonical($"[{string.Join(", ", machine.Jobs.All.Where(IsBlockJob).Select(Shown))}]");

    private static string Show(Job job) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"type": "{{job.Settings.Type}}", "device": "{{job.Settings.Id}}", "len": {{job.Settings.Length}}, "offset": {{job.Offset}}, "speed": {{job.Speed}},
        "busy": false, "io-status": "ok", "status": "{{JobVerbs.Name(job.Status)}}", "paused": {{Json(job.IsPaused)}}, "ready": {{Json(job.Status is JobStatus.Ready or JobStatus.Standby)}},
        "auto-finalize": {{Json(job.Settings.FinalizesItself)}}, "auto-dismiss": {{Json(job.Settings.DismissesItself)}}}
        """);

    private static string Json(bool value) => value ? "true" : "false";
}
