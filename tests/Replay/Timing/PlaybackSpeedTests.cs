using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Timing;

public sealed class PlaybackSpeedTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2.5")]
    [InlineData("0.001")]
    [InlineData("max")]
    public void Speed_ThatIsWellWritten_IsReadAndShownAlike(string text)
    {
        Assert.True(PlaybackSpeed.TryParse(text, out PlaybackSpeed? speed));
        Assert.Equal(text, speed.Value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("MAX")]
    [InlineData("1,5")]
    public void Speed_ThatIsNoFactor_IsRefused(string text) => Assert.False(PlaybackSpeed.TryParse(text, out _));
}
