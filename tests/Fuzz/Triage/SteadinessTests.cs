using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class SteadinessTests
{
    [Theory]
    [InlineData("xxxxxxxxxx", "x", true)]
    [InlineData("xxxxxxxxxx", ".x", false)]                 // it showed each time: the first run has to
    [InlineData("x.x.x.x.x.", "..x..x.x", true)]            // it showed in 5 of 10: 3 are enough
    [InlineData("x.x.x.x.x.", "........x", false)]
    [InlineData(".........x", ".........x", true)]
    public void IsKept_BySmallerInput_ThatShowsItHalfAsOften(string asFound, string smaller, bool isKept)
    {
        int at = 0;
        Steadiness steadiness = Steadiness.Of(asFound.Length, () => asFound[at++] == 'x');
        at = 0;
        Assert.Equal(isKept, steadiness.IsKept(() => smaller.ElementAtOrDefault(at++) == 'x'));
    }

    [Fact]
    public void IsKept_StopsOnceNothingCanChangeIt()
    {
        int runs = 0;
        Assert.False(new Steadiness(8, 10).IsKept(() => ++runs < 0));
        Assert.Equal(7, runs);
    }
}
