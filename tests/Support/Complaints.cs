namespace QmpFuzz.Tests.Support;

/// <summary>Asserts on lists of complaints, shown whole: xunit cuts collections to a few characters.</summary>
internal static class Complaints
{
    private const int Shown = 200;

    public static void AssertNone(IEnumerable<string> complaints)
    {
        string[] all = [.. complaints.Take(Shown)];
        Assert.True(all.Length == 0, $"{all.Length}{(all.Length == Shown ? " or more" : "")}:\n{string.Join('\n', all)}");
    }
}
