using QmpFuzz.Fuzz.Targets.Clients;

namespace QmpFuzz.Tests.Fuzz.Targets.Clients;

public sealed class ClientLimitsTests
{
    private const long Megabyte = 1 << 20;

    private static readonly ClientLimits Limits = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.1), BaseBytes: 20 * Megabyte, MostGrowth: 192 * Megabyte, MayStay: false);

    [Theory]
    [InlineData(0, 84)]
    [InlineData(1, 116)]
    [InlineData(4, 212)]
    [InlineData(256, 212)]
    public void MostBytes_OfAClient_GrowsWithWhatItWasSentAndIsBounded(long sent, long most) =>
        Assert.Equal(most * Megabyte, Limits.MostBytes(sent * Megabyte));
}
