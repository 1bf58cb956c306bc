using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Qmp.Transport;

public sealed class BacklogTests
{
    private static readonly BacklogLimits Limits = new() { OfOne = 100, OfAll = 1000, OfOneWhenFull = 10, Output = 5000, Input = 3000 };

    private readonly Backlog _backlog = new(Limits);

    public BacklogTests()
    {
        _backlog.Add();
        _backlog.Add();
    }

    [Theory]
    [InlineData(999, 100)]
    [InlineData(1000, 100)]
    [InlineData(1001, 10)]
    public void Limit_OfEach_SinksWhenAllHaveMoreThanTheirs(long unread, long limit)
    {
        Assert.False(_backlog.Count(0, unread - 1, input: 0));
        Assert.False(_backlog.Count(1, 1, input: 0));
        Assert.Equal(limit, _backlog.Limit);
        Assert.Equal(limit == 10, _backlog.Count(0, 0, input: 0));  // then there is room for the others again
        Assert.Equal(100, _backlog.Limit);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public void TooFarBehind_IsMoreThanTwiceTheLimit(long unread, bool expected)
    {
        _backlog.Count(0, unread, input: 0);
        Assert.Equal(expected, _backlog.IsTooFarBehind(0));
        Assert.False(_backlog.IsTooFarBehind(1));
    }

    [Theory]
    [InlineData(4999, 0, false)]
    [InlineData(5000, 0, false)]
    [InlineData(5001, 0, true)]
    [InlineData(0, 2999, false)]
    [InlineData(0, 3000, false)]
    [InlineData(0, 3001, true)]
    public void TooMuch_IsWhatExceedsTheMemoryOfAll(long output, long input, bool expected)
    {
        _backlog.Count(0, output, input);
        Assert.Equal(expected, _backlog.IsTooMuch(0));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void TooMuch_WhenMemoryIsExhausted_IsNotOneWhoHasLittle(long own, bool expected)
    {
        _backlog.Count(0, 5000, 3000);
        _backlog.Count(1, own, own);
        Assert.Equal(expected, _backlog.IsTooMuch(1));
    }
}
