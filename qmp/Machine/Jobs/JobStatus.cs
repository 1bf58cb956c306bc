namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>Where a job stands, as QEMU's qapi/job.json has it.</summary>
internal enum JobStatus
{
    Created,
    Running,
    Paused,
    Ready,
    Standby,
    Waiting,
    Pending,
    Aborting,
    Concluded,
    Null,
}

/// <summary>What clients ask of a job.</summary>
internal enum JobVerb
{
    Cancel,
    Pause,
    Resume,
    SetSpeed,
    Complete,
    Finalize,
    Dismiss,
}

/// <summary>What may be asked when: the table of QEMU's job.c.</summary>
internal static class JobVerbs
{
    public static string Name(JobStatus status) => status switch
    {
        JobStatus.Created => "created",
        JobStatus.Running => "running",
        JobStatus.Paused => "paused",
        JobStatus.Ready => "ready",
        JobStatus.Standby => "standby",
        JobStatus.Waiting => "waiting",
        JobStatus.Pending => "pending",
        JobStatus.Aborting => "aborting",
        JobStatus.Concluded => "concluded",
        _ => "null",
    };

    public static string Name(JobVerb verb) => verb switch
    {
        JobVerb.Cancel => "cancel",
        JobVerb.Pause => "pause",
        JobVerb.Resume => "resume",
        JobVerb.SetSpeed => "set-speed",
        JobVerb.Complete => "complete",
        JobVerb.Finalize => "finalize",
        _ => "dismiss",
    };

    public static bool Allows(JobStatus status, JobVerb verb) => verb switch
    {
        JobVerb.Cancel => status is >= JobStatus.Created and <= JobStatus.Pending,
        JobVerb.Complete => status == JobStatus.Ready,
        JobVerb.Finalize => status == JobStatus.Pending,
        JobVerb.Dismiss => status == JobStatus.Concluded,
        _ => status is >= JobStatus.Created and <= JobStatus.Standby,
    };
}
