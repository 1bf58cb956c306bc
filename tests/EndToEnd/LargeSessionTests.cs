using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A session is read as it is played: what that costs in memory does not depend on its length.</summary>
public sealed class LargeSessionTests
{
    // held whole, such a session took more than five times its size
    [Fact]
    public async Task Session_OfSomeSize_IsShownAndReplayedWithoutBeingHeldWhole()
    {
        const int mebibytes = 96;
        const int limit = 320;
        using RunningProcess script = RunningProcess.Start(
            "env", [$"QMPFUZZ={Path.Combine(AppContext.BaseDirectory, "qmpfuzz")}", Repository.PathOf("bench/timing/large-session"), $"{mebibytes}", $"{limit}"]);
        int code = await script.WaitAsync(seconds: 300);
        Assert.True(code == 0, script.Output + script.Errors);
        Assert.Contains("no divergence (compared: shape)", script.Output, StringComparison.Ordinal);
    }
}
