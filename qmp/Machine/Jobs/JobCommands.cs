using System.Globalization;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>The job-* commands, for jobs of every kind.</summary>
internal static class JobCommands
{
    public static ParameterType Statuses { get; } = ParameterType.Enum([.. Enum.GetValues<JobStatus>().Select(JobVerbs.Name)]);

    // made before the first testcase: a delegate that the compiler caches costs the first run more than the next
    private static readonly Func<Job, string> Shown = Show;

    private static readonly QmpError NotFound = QmpError.Generic("Job not found");
    private static readonly QmpError AlreadyPaused = QmpError.Generic("Job is already paused");
    private static readonly QmpError NotPaused = QmpError.Generic("Can't resume a job that was not paused");
    private static readonly Parameter Id = new("id", ParameterType.String);

    private static readonly ParameterType Info = new StructType(
    [
        Id, new("type", ParameterType.Enum("commit", "stream", "mirror", "backup", "create")), new("status", Statuses),
        new("current-progress", ParameterType.Integer), new("total-progress", ParameterType.Integer), new("error", ParameterType.String, Optional: true),
    ]);

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("query-jobs", static (call, machine) => call.ReturnCanonical($"[{string.Join(", ", machine.Jobs.All.Select(Shown))}]")) { Returns = ParameterType.ArrayOf(Info) },
        Verb("job-pause", JobVerb.Pause, static (call, machine, job) => Pause(call, machine.Jobs, job)),
        Verb("job-resume", JobVerb.Resume, static (call, machine, job) => Resume(call, machine.Jobs, job)),
        Verb("job-cancel", JobVerb.Cancel, static (_, _, job) => job.End(isCancelled: true)),
        Verb("job-complete", JobVerb.Complete, static (_, _, job) => job.End(isCancelled: false)),
        Verb("job-finalize", JobVerb.Finalize, static (_, machine, job) => machine.Jobs.Finalize(job)),
        Verb("job-dismiss", JobVerb.Dismiss, static (_, machine, job) => machine.Jobs.Dismiss(job)),
    ];

    public static void Pause(CommandCall call, JobList jobs, Job job)
    {
        if (job.IsPaused)
        {
            call.Fail(AlreadyPaused);
            return;
        }

        jobs.Pause(job);
    }

    public static void Resume(CommandCall call, JobList jobs, Job job)
    {
        if (!job.IsPaused)
        {
            call.Fail(NotPaused);
            return;
        }

        jobs.Resume(job);
    }

    private static CommandSpec Verb(string name, JobVerb verb, Action<CommandCall, VirtualMachine, Job> work) => new(name, (call, machine) =>
    {
        Job? job = machine.Jobs.Find(call.Text("id"u8));
        QmpError? refusal = job is null ? NotFound : JobList.Refusal(job, verb);
        if (refusal is not null)
        {
            call.Fail(refusal);
            return;
        }

        work(call, machine, job!);
    }, Id);

    private static string Show(Job job) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": "{{job.Settings.Id}}", "type": "{{job.Settings.Type}}", "status": "{{JobVerbs.Name(job.Status)}}", "current-progress": {{job.Offset}}, "total-progress": {{job.Settings.Length}}{{Error(job)}}}""");

    private static string Error(Job job) => job is { IsCancelled: true, Status: JobStatus.Concluded } ? ", \"error\": \"Operation canceled\"" : "";
}
