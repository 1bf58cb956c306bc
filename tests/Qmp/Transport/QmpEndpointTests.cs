using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Qmp.Transport;

public class QmpEndpointTests
{
    [Theory]
    [InlineData("unix:/run/vm.qmp")]
    [InlineData("tcp:localhost:4444")]
    [InlineData("tcp:127.0.0.1:0")]
    [InlineData("tcp:[::1]:65535")]
    public void GoodText_ReadsAndWritesTheSame(string text)
    {
        Assert.True(QmpEndpoint.TryParse(text, out QmpEndpoint? endpoint, out _));
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/run/vm.qmp")]
    [InlineData("unix:")]
    [InlineData("tcp:4444")]
    [InlineData("tcp:host:")]
    [InlineData("tcp:host:65536")]
    [InlineData("tcp:host:-1")]
    [InlineData("udp:host:1")]
    public void BadText_IsRefusedWithTheTextInTheReason(string text)
    {
        Assert.False(QmpEndpoint.TryParse(text, out _, out string reason));
        Assert.Contains($"'{text}'", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public void UnixPath_FitsIntoASocketAddress(int length, bool fits) =>
        Assert.Equal(fits, QmpEndpoint.TryParse("unix:/" + new string('a', length - 1), out _, out _));
}
