using QmpFuzz.Recorder.Tap;

namespace QmpFuzz.Tests.Recorder.Tap;

public sealed class FileNameFormatTests
{
    private static readonly DateTimeOffset Moment = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    // as date -u -d 2026-02-03T04:05:06Z +FORMAT prints them
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%Y%m%d-%H%M%S", "20260203-040506")]
    [InlineData("vm1_%F_%T", "vm1_2026-02-03_04:05:06")]
    [InlineData("%y %j %R %s 100%%", "26 034 04:05 1770091506 100%")]
    public void At_AMoment_IsWhatStrftimeMakesOfIt(string format, string name)
    {
        Assert.True(FileNameFormat.TryParse(format, out FileNameFormat? names, out string reason), reason);
        Assert.Equal(name, names.At(Moment));
    }

    [Theory]
    [InlineData("", "is no file name")]
    [InlineData("a/b", "is no file name")]
    [InlineData(".hidden", "is no file name")]
    [InlineData("100%", "'%' is none of")]
    [InlineData("%Y%Q", "'%Q' is none of")]
    [InlineData("%%%c", "'%c' is none of")]
    public void TryParse_OfWhatCannotBeAName_SaysWhy(string format, string why)
    {
        Assert.False(FileNameFormat.TryParse(format, out _, out string reason));
        Assert.Contains(why, reason, StringComparison.Ordinal);
    }
}
