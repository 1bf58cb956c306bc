using QmpFuzz.Fuzz.Drivers;

namespace QmpFuzz.Tests.Fuzz.Drivers;

public sealed class AflProtocolTests
{
    [Theory]
    [InlineData(2, false, false, 0xC0000003u)]
    [InlineData(65536, true, false, 0xC101FFFFu)]
    [InlineData(1645, true, true, 0xD1000CD9u)]
    public void Hello_OfATarget_SaysMapSizeAndOffers(int mapSize, bool sharesTestcases, bool hasDictionary, uint expected) =>
        Assert.Equal(expected, AflProtocol.Hello(mapSize, sharesTestcases, hasDictionary));

    [Fact]
    public void Dictionary_OfTokens_HasALengthBeforeEachAndLeavesOutWhatDoesNotFit() =>
        Assert.Equal([1, 97, 2, 98, 99], AflProtocol.Dictionary(["a"u8.ToArray(), [], new byte[256], "bc"u8.ToArray()]));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(134, 6)]
    [InlineData(137, 9)]
    [InlineData(3, 0x300)]
    public void WaitStatus_OfAnExitCode_IsThatOfWaitpid(int exitCode, int expected) => Assert.Equal(expected, AflProtocol.WaitStatus(exitCode));
}
