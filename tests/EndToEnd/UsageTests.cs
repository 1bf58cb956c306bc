using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What no option takes is a usage error with the option's name, and no crash.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--loop", "replay", "a", "--connect", "unix:b", "--loop", "x")]
    [InlineData("--loop", "replay", "a", "--connect", "unix:b", "--loop", "0")]
    [InlineData("--repeat", "replay", "a", "--spawn", "cmd {socket}", "--repeat", "x")]
    [InlineData("--repeat", "replay", "a", "--connect", "unix:b", "--repeat", "2")]
    [InlineData("--as", "replay", "a", "--connect", "unix:b", "--as", "x")]
    [InlineData("--as server", "replay", "a", "--connect", "unix:b", "--as", "server")]
    [InlineData("--jobs", "fuzz", "--jobs", "x")]
    [InlineData("--jobs", "fuzz", "--jobs", "257")]
    [InlineData("--max-len", "fuzz", "--max-len", "x")]
    [InlineData("--memory", "fuzz", "--memory", "63")]
    [InlineData("--port", "web", ".", "--port", "x")]
    [InlineData("--port", "web", ".", "--port", "-1")]
    public async Task Option_WithWhatItDoesNotTake_IsAUsageError(string named, params string[] arguments)
    {
        (int code, string output, string errors) = await QmpFuzzCommand.RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("qmpfuzz: ", errors, StringComparison.Ordinal);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }
}
