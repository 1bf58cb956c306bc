using QmpFuzz.Replay.Timing;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Replay.Timing;

public sealed class PatienceTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void Lasts_UntilTheLimitWasWaited()
    {
        Patience patience = Begin();
        Assert.True(patience.Lasts());
        Assert.True(LastsAfter(patience, 600));
        Assert.False(LastsAfter(patience, 400));
        Assert.False(patience.Lasts());
    }

    [Fact]
    public void Lasts_APauseInWhichNothingRan_DoesNotCount()
    {
        Patience patience = Begin();
        Assert.True(LastsAfter(patience, 900));
        Assert.True(LastsAfter(patience, 240_000));         // stopped, and continued
        Assert.False(LastsAfter(patience, 100));
    }

    [Fact]
    public void Lasts_LooksThatTakeLonger_Count()
    {
        Patience patience = Begin();
        Assert.True(LastsAfter(patience, 900));
        Assert.False(LastsAfter(patience, 2000));
    }

    [Fact]
    public void Renew_GivesAllOfItBack()
    {
        Patience patience = Begin();
        Assert.False(LastsAfter(patience, 1000));
        patience.Renew();
        Assert.True(LastsAfter(patience, 999));
        Assert.False(LastsAfter(patience, 1));
    }

    private Patience Begin() => new(TimeSpan.FromSeconds(1), look: TimeSpan.FromSeconds(1), _clock);

    private bool LastsAfter(Patience patience, int milliseconds)
    {
        _clock.Elapsed += TimeSpan.FromMilliseconds(milliseconds);
        return patience.Lasts();
    }
}
