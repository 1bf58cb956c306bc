using System.Globalization;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>
/// The machine's jobs, oldest first: they make progress as time is told, and say each change of theirs with an event, in the order of
/// QEMU's job.c: created, running, (ready,) waiting, pending, concluded, null.
/// </summary>
internal sealed class JobList(List<MachineEvent> raised)
{
    /// <summary>QEMU has no such limit; here a client must not fill the memory.</summary>
    private const int Most = 64;

    private const int LongestId = 255;

    private static readonly System.Buffers.SearchValues<char> IdLetters =
        System.Buffers.SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private readonly List<Job> _jobs = [];
    private long _now;

    public IReadOnlyList<Job> All => _jobs;

    /// <summary>When a job next goes on by itself, in monotonic microseconds.</summary>
    public long? NextWakeUp
    {
        get
        {
            long? next = null;
            foreach (Job job in _jobs)
            {
                next = job.Due is { } due && (next is null || due < next) ? due : next;
            }

            return next;
        }
    }

    public Job? Find(ReadOnlySpan<byte> id)
    {
        foreach (Job job in _jobs)
        {
            if (System.Text.Ascii.Equals(id, job.Settings.Id))
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>Why there can be no job of that name now, or null.</summary>
    public QmpError? Refusal(string id) =>
        !IsWellFormed(id) ? QmpError.Generic($"Invalid job ID '{id}'")
        : _jobs.Exists(job => job.Settings.Id == id) ? QmpError.Generic($"Job ID '{id}' already in use")
        : _jobs.Count == Most ? QmpError.Generic("Too many jobs")
        : null;

    /// <summary>Starts a job, or says why not.</summary>
    public QmpError? Start(JobSettings settings)
    {
        if (Refusal(settings.Id) is { } refusal)
        {
            return refusal;
        }

        Job job = new(settings, _now);
        _jobs.Add(job);
        Change(job, JobStatus.Created);
        Change(job, JobStatus.Running);
        return null;
    }

    /// <summary>Checks whether something may be asked of a job now.</summary>
    public static QmpError? Refusal(Job job, JobVerb verb) => JobVerbs.Allows(job.Status, verb)
        ? null
        : QmpError.Generic($"Job '{job.Settings.Id}' in state '{JobVerbs.Name(job.Status)}' cannot accept command verb '{JobVerbs.Name(verb)}'");

    public void Pause(Job job) => Change(job, job.Status == JobStatus.Ready ? JobStatus.Standby : JobStatus.Paused);

    public void Resume(Job job) => Change(job, job.Status == JobStatus.Standby ? JobStatus.Ready : JobStatus.Running);

    /// <summary>Success is final.</summary>
    public void Finalize(Job job) => Conclude(job);

    public void Dismiss(Job job)
    {
        Change(job, JobStatus.Null);
        _jobs.Remove(job);
    }

    /// <summary>Tells the time; what is due by then happens in the order in which it is due.</summary>
    public void Advance(long now)
    {
        while (NextDue(now) is { } job)
        {
            Step(job);
        }

        _now = now;
        foreach (Job job in _jobs)
        {
            job.MoveTo(now);
        }
    }

    public void Clear()
    {
        _jobs.Clear();
        _now = 0;
    }

    private static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= LongestId && char.IsAsciiLetter(id[0]) && !id.AsSpan().ContainsAnyExcept(IdLetters);

    private Job? NextDue(long now)
    {
        Job? next = null;
        foreach (Job job in _jobs)
        {
            next = job.Due <= now && (next is null || job.Due < next.Due) ? job : next;
        }

        return next;
    }

    private void Step(Job job)
    {
        job.MoveTo(job.Due!.Value);
        if (job.EndsAt is not null)
        {
            job.Settle();
            Finish(job);
            return;
        }

        job.ReachEnd();
        if (!job.Settings.BecomesReady)
        {
            Finish(job);
            return;
        }

        Change(job, JobStatus.Ready);
        Raise(job, "BLOCK_JOB_READY");
    }

    private void Finish(Job job)
    {
        if (job.IsCancelled)
        {
            Change(job, JobStatus.Aborting);
            Conclude(job);
            return;
        }

        Change(job, JobStatus.Waiting);
        Change(job, JobStatus.Pending);
        if (job.Settings.FinalizesItself)
        {
            Conclude(job);
        }
        else if (job.Settings.IsBlockJob)
        {
            raised.Add(MachineEvent.Of("BLOCK_JOB_PENDING", $$"""{"type": "{{job.Settings.Type}}", "id": "{{job.Settings.Id}}"}"""));
        }
    }

    private void Conclude(Job job)
    {
        if (job.Settings.IsBlockJob)
        {
            Raise(job, job.IsCancelled ? "BLOCK_JOB_CANCELLED" : "BLOCK_JOB_COMPLETED");
        }

        Change(job, JobStatus.Concluded);
        if (job.Settings.DismissesItself)
        {
            Dismiss(job);
        }
    }

    private void Change(Job job, JobStatus status)
    {
        job.Status = status;
        raised.Add(MachineEvent.Of("JOB_STATUS_CHANGE", $$"""{"id": "{{job.Settings.Id}}", "status": "{{JobVerbs.Name(status)}}"}"""));
    }

    private void Raise(Job job, string name) => raised.Add(MachineEvent.Of(name, string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"device": "{{job.Settings.Id}}", "len": {{job.Settings.Length}}, "offset": {{job.Offset}}, "speed": {{job.Speed}}, "type": "{{job.Settings.Type}}"}""")));
}
