using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

public sealed class DeathNoticeTests
{
    [Theory]
    [InlineData("qemu: a.c:12: f: Assertion `x' failed.", "qemu: a.c:12: f: Assertion `x' failed.")]
    [InlineData("hello\n==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x6020 at pc 0x55\n", "#ERROR: AddressSanitizer: heap-use-after-free on address # at pc #")]
    [InlineData("", "was killed by signal 6 (SIGABRT)")]
    [InlineData("only chatter", "was killed by signal 6 (SIGABRT)")]
    public void PlaceOf_AnEnd_IsWhatTellsTheBug(string errors, string place) =>
        Assert.Equal(place, DeathNotice.PlaceOf(new TargetExit(134, Stopped: false, errors)));
}
