using System.Collections.Immutable;

namespace QmpFuzz.Replay.Timing;

/// <summary>
/// When each step of the sessions that are played together is due. Their order is the recorded one, across connections too.
/// Times count from the start of the playback.
/// </summary>
internal sealed class PlaybackSchedule
{
    private readonly PlaybackSpeed _speed;
    private readonly TimeSpan? _longestGap;
    private readonly ImmutableArray<TimeSpan> _byClock;

    public PlaybackSchedule(IEnumerable<PlaybackStep> steps, PlaybackSpeed speed, TimeSpan? longestGap)
    {
        (_speed, _longestGap) = (speed, longestGap);
        Steps = [.. steps.OrderBy(step => step.At)];        // stable: a session's own order stays
        _byClock = [.. ClockDeadlines()];
    }

    public ImmutableArray<PlaybackStep> Steps { get; }

    /// <summary>When this step is due by the clock alone.</summary>
    public TimeSpan ByClock(int step) => _byClock[step];

    /// <summary>When a step is due that comes a recorded time after something which happened at <paramref name="live"/>.</summary>
    public TimeSpan After(TimeSpan live, TimeSpan recorded, PlaybackStep step) => live + Pause(step.At - recorded);

    /// <summary>How long to wait for something that took this long when it was recorded.</summary>
    public TimeSpan Patience(TimeSpan recorded, TimeSpan timeout)
    {
        TimeSpan atLeast = recorded > TimeSpan.Zero ? recorded : TimeSpan.Zero;
        TimeSpan scaled = _speed.Scale(atLeast);
        return (scaled > atLeast ? scaled : atLeast) + timeout;
    }

    private IEnumerable<TimeSpan> ClockDeadlines()
    {
        TimeSpan due = TimeSpan.Zero;
        for (int index = 0; index < Steps.Length; index++)
        {
            due += index == 0 ? TimeSpan.Zero : Pause(Steps[index].At - Steps[index - 1].At);
            yield return due;
        }
    }

    private TimeSpan Pause(TimeSpan recorded)
    {
        TimeSpan gap = recorded < TimeSpan.Zero ? TimeSpan.Zero : recorded;
        return _speed.Scale(gap > _longestGap ? _longestGap.Value : gap);
    }
}
