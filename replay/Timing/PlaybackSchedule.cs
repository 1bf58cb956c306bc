namespace QmpFuzz.Replay.Timing;

/// <summary>When the steps of the sessions that are played together are due. Times count from the start of the playback.</summary>
internal sealed class PlaybackSchedule(PlaybackSpeed speed, TimeSpan? longestGap)
{
    private TimeSpan? _before;

    /// <summary>When the last step that was told to <see cref="Advance"/> is due by the clock alone.</summary>
    public TimeSpan ByClock { get; private set; }

    /// <summary>This step is the next in recorded order.</summary>
    public void Advance(PlaybackStep step)
    {
        ByClock += Pause(step.At - (_before ?? step.At));
        _before = step.At;
    }

    /// <summary>When a step is due that comes a recorded time after something which happened at <paramref name="live"/>.</summary>
    public TimeSpan After(TimeSpan live, TimeSpan recorded, PlaybackStep step) => live + Pause(step.At - recorded);

    /// <summary>How long to wait for something that took this long when it was recorded.</summary>
    public TimeSpan Patience(TimeSpan recorded, TimeSpan timeout)
    {
        TimeSpan atLeast = recorded > TimeSpan.Zero ? recorded : TimeSpan.Zero;
        TimeSpan scaled = speed.Scale(atLeast);
        return (scaled > atLeast ? scaled : atLeast) + timeout;
    }

    private TimeSpan Pause(TimeSpan recorded)
    {
        TimeSpan gap = recorded < TimeSpan.Zero ? TimeSpan.Zero : recorded;
        return speed.Scale(gap > longestGap ? longestGap.Value : gap);
    }
}
