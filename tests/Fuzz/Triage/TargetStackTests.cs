using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class TargetStackTests
{
    [Fact]
    public async Task Place_InAnAsyncMethod_HasTheNameInTheSource()
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(FailAsync);
        Assert.StartsWith("InvalidOperationException in TargetStackTests.FailAsync", TargetStack.PlaceOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void Place_InALambdaAndAnIterator_HasTheNamesInTheSource()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Iterate().First());
        string[] frames = TargetStack.PlaceOf(failure)["InvalidOperationException in ".Length..].Split(" < ");
        Assert.Equal("TargetStackTests.Iterate", frames[0]);
        Assert.Equal("TargetStackTests.Place_InALambdaAndAnIterator_HasTheNamesInTheSource", frames[1]);
    }

    [Fact]
    public void Place_InTheFramework_IsThatOfItsCaller()
    {
        FormatException failure = Assert.Throws<FormatException>(() => int.Parse("x", System.Globalization.CultureInfo.InvariantCulture));
        Assert.StartsWith("FormatException in TargetStackTests.Place_InTheFramework", TargetStack.PlaceOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void Place_OfAnExceptionThatWasNeverThrown_IsItsType() =>
        Assert.Equal("FormatException", TargetStack.PlaceOf(new FormatException()));

    private static async Task FailAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("late");
    }

    private static IEnumerable<int> Iterate()
    {
        foreach (int number in new[] { 1 })
        {
            yield return number / 1 == 1 ? throw new InvalidOperationException("inside") : number;
        }
    }
}
