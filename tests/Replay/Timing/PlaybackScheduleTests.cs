using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Timing;

public sealed class PlaybackScheduleTests
{
    private static readonly double[] Recorded = [100, 103, 203, 204];

    [Theory]
    [InlineData("1", null, new double[] { 0, 3, 103, 104 })]
    [InlineData("2", null, new double[] { 0, 1.5, 51.5, 52 })]
    [InlineData("0.5", null, new double[] { 0, 6, 206, 208 })]
    [InlineData("max", null, new double[] { 0, 0, 0, 0 })]
    [InlineData("1", 10.0, new double[] { 0, 3, 13, 14 })]
    [InlineData("2", 10.0, new double[] { 0, 1.5, 6.5, 7 })]
    public void Deadlines_ByClock_AreTheScaledPauses(string speed, double? longestGap, double[] expected)
    {
        PlaybackSchedule schedule = Schedule(speed, longestGap);
        Assert.Equal(expected, Recorded.Select(at => Next(schedule, at)));
    }

    [Fact]
    public void Deadline_AfterACounterpart_IsItsArrivalPlusTheScaledPause()
    {
        PlaybackSchedule schedule = Schedule("2", null);
        Assert.Equal(Milliseconds(545), schedule.After(live: Milliseconds(500), recorded: Milliseconds(113), Step(203)));
    }

    [Fact]
    public void Patience_AtAnySpeed_IsAtLeastTheRecordedWait()
    {
        Assert.Equal(Milliseconds(310), Schedule("max", null).Patience(Milliseconds(300), Milliseconds(10)));
        Assert.Equal(Milliseconds(610), Schedule("0.5", null).Patience(Milliseconds(300), Milliseconds(10)));
    }

    private static PlaybackSchedule Schedule(string speed, double? longestGap)
    {
        Assert.True(PlaybackSpeed.TryParse(speed, out PlaybackSpeed? parsed));
        return new PlaybackSchedule(parsed.Value, longestGap is { } gap ? Milliseconds(gap) : null);
    }

    private static double Next(PlaybackSchedule schedule, double at)
    {
        schedule.Advance(Step(at));
        return schedule.ByClock.TotalMilliseconds;
    }

    private static PlaybackStep Step(double at) => new(0, PlaybackAction.Send, Milliseconds(at), default);

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
