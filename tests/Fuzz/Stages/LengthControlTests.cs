using QmpFuzz.Fuzz.Stages;

namespace QmpFuzz.Tests.Fuzz.Stages;

public sealed class LengthControlTests
{
    [Fact]
    public void For_NoControl_IsTheLongestAtOnce()
    {
        LengthControl lengths = new(0, 4096);
        Assert.Equal(4096, lengths.For(length: 1, executions: 0));
        Assert.Equal(0, lengths.Limit);
    }

    [Fact]
    public void For_NoNewsForAWhile_GrowsTheSlowerTheLongerItIs()
    {
        LengthControl lengths = new(100, 4096);
        lengths.Begin(longest: 16);
        Assert.Equal(16, lengths.For(1, executions: 400));
        Assert.Equal(20, lengths.For(1, executions: 401));
        Assert.Equal(20, lengths.For(1, executions: 801));
        Assert.Equal(24, lengths.For(1, executions: 802));
    }

    [Fact]
    public void For_NewsMeanwhile_StaysAsItIs()
    {
        LengthControl lengths = new(100, 4096);
        lengths.Begin(longest: 16);
        lengths.Note(executions: 300);
        Assert.Equal(16, lengths.For(1, executions: 401));
    }

    [Fact]
    public void For_LongEntryOrSmallLargest_StaysWithinTheLargest()
    {
        LengthControl lengths = new(100, 100);
        Assert.Equal(50, lengths.For(50, executions: 0));
        Assert.Equal(100, lengths.For(500, executions: 0));
        Assert.Equal(2, new LengthControl(100, 2).For(1, executions: 0));
    }
}
