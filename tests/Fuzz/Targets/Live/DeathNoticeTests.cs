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
    [InlineData("free(): double free detected in tcache 2\n", "broken heap, found by glibc")]
    [InlineData("chatter\nfree(): invalid pointer\n", "broken heap, found by glibc")]
    [InlineData("malloc(): unaligned tcache chunk detected", "broken heap, found by glibc")]
    [InlineData("munmap_chunk(): invalid pointer", "broken heap, found by glibc")]
    [InlineData("corrupted size vs. prev_size while consolidating", "broken heap, found by glibc")]
    [InlineData("double free or corruption (out)", "broken heap, found by glibc")]
    [InlineData("server: malloc.c:2617: sysmalloc: Assertion `(old_top == initial_top (av) && old_size == 0)' failed.", "broken heap, found by glibc")]
    [InlineData("qemu: malloc-trim.c:12: f: Assertion `x' failed.", "qemu: malloc-trim.c:12: f: Assertion `x' failed.")]
    [InlineData("*** Error in `./server': free(): invalid pointer: 0x0000555555756010 ***", "broken heap, found by glibc")]
    [InlineData("server: double free of a device", "server: double free of a device")]
    public void PlaceOf_AnEnd_IsWhatTellsTheBug(string errors, string place) =>
        Assert.Equal(place, DeathNotice.PlaceOf(new TargetExit(134, Stopped: false, errors)));
}
