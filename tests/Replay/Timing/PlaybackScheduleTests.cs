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
        Assert.Equal(expected, Enumerable.Range(0, Recorded.Length).Select(step => schedule.ByClock(step).TotalMilliseconds));
    }

    [Fact]
    public void Deadline_AfterACounterpart_IsItsArrivalPlusTheScaledPause()
    {
        PlaybackSchedule schedule = Schedule("2", null);
        Assert.Equal(Milliseconds(545), schedule.After(live: Milliseconds(500), recorded: Milliseconds(113), schedule.Steps[2]));
    }

    [Fact]
    public void Patience_AtAnySpeed_IsAtLeastTheRecordedWait()
    {
        Assert.Equal(Milliseconds(310), Schedule("max", null).Patience(Milliseconds(300), Milliseconds(10)));
        Assert.Equal(Milliseconds(610), Schedule("0.5", null).Patience(Milliseconds(300), Milliseconds(10)));
    }

    [Fact]
    public void Steps_OfSeveralSessions_AreInRecordedOrder()
    {
        PlaybackStep[] steps = [Step(0, 1), Step(0, 5), Step(0, 5), Step(1, 2), Step(1, 5)];
        PlaybackSchedule schedule = new(steps, PlaybackSpeed.AsRecorded, null);
        Assert.Equal([steps[0], steps[3], steps[1], steps[2], steps[4]], schedule.Steps);
    }

    private static PlaybackSchedule Schedule(string speed, double? longestGap)
    {
        Assert.True(PlaybackSpeed.TryParse(speed, out PlaybackSpeed? parsed));
        return new PlaybackSchedule(Recorded.Select(at => Step(0, at)), parsed.Value, longestGap is { } gap ? Milliseconds(gap) : null);
    }

    private static PlaybackStep Step(int session, double at) => new(session, PlaybackAction.Send, Milliseconds(at), default, 0, false);

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
