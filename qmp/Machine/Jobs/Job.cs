namespace QmpFuzz.Qmp.Machine.Jobs;

/// <summary>One job and how far it is. Invariant: the offset is that of the last <see cref="MoveTo"/>.</summary>
internal sealed class Job(JobSettings settings, long now)
{
    private const long FullSpeed = 256L << 20;
    private const long MicrosecondsToSettle = 1000;
    private const double LongestMicroseconds = 1e15;

    private long _now = now;
    private long _since = now;                              // it has gone on without a change since then,
    private long _from;                                     // from this offset: no rounding adds up

    public JobSettings Settings { get; } = settings;

    public JobStatus Status { get; set; } = JobStatus.Created;

    public long Speed { get; private set; } = settings.Speed;

    public long Offset { get; private set; }

    public bool IsCancelled { get; private set; }

    public bool IsPaused => Status is JobStatus.Paused or JobStatus.Standby;

    /// <summary>When it ends because it was told to.</summary>
    public long? EndsAt { get; private set; }

    /// <summary>When it next goes on by itself, or null.</summary>
    public long? Due => EndsAt ?? (Status == JobStatus.Running ? _since + MicrosecondsFor(Settings.Length - _from) : null);

    private long BytesPerSecond => Speed > 0 ? Speed : FullSpeed;

    /// <summary>Works on until then.</summary>
    public void MoveTo(long now)
    {
        _now = now;
        if (Status == JobStatus.Running && EndsAt is null)
        {
            Offset = _from + (long)Math.Min(Settings.Length - _from, (now - _since) * (double)BytesPerSecond / 1e6);
            return;
        }

        GoOnFromHere();
    }

    public void ReachEnd() => Offset = Settings.Length;

    public void SetSpeed(long bytesPerSecond)
    {
        Speed = bytesPerSecond;
        GoOnFromHere();
    }

    /// <summary>Ends soon, by success or because it was cancelled.</summary>
    public void End(bool isCancelled)
    {
        IsCancelled |= isCancelled;
        EndsAt ??= _now + MicrosecondsToSettle;
    }

    public void Settle() => EndsAt = null;

    private void GoOnFromHere() => (_since, _from) = (_now, Offset);

    private long MicrosecondsFor(long bytes) => (long)Math.Ceiling(Math.Min(LongestMicroseconds, bytes * 1e6 / BytesPerSecond));
}
