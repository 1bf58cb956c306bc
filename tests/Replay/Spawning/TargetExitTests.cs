using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Tests.Replay.Spawning;

public sealed class TargetExitTests
{
    [Theory]
    [InlineData(0, false, false, "ended with exit code 0")]
    [InlineData(3, false, true, "ended with exit code 3")]
    [InlineData(139, false, true, "was killed by signal 11 (SIGSEGV)")]
    [InlineData(143, true, false, "was running, and was stopped")]
    public void Exit_OfAnyKind_SaysWhetherItWasACrash(int code, bool stopped, bool crashed, string text)
    {
        TargetExit exit = new(code, stopped, "");
        Assert.Equal((crashed, text), (exit.Crashed, exit.ToString()));
    }
}
