using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Tests.Qmp.Extensions;

public sealed class DownstreamNameTests
{
    [Theory]
    [InlineData("__org.linux-kvm_enable_irqchip", "org.linux-kvm", "enable_irqchip")]
    [InlineData("__com.redhat_drive-mirror", "com.redhat", "drive-mirror")]
    [InlineData("__org.qmpfuzz__private", "org.qmpfuzz", "_private")]
    [InlineData("__uk.co.example.lab-7_x", "uk.co.example.lab-7", "x")]
    public void TryParse_ARecommendedName_GivesDomainAndRest(string name, string domain, string rest)
    {
        Assert.True(DownstreamName.TryParse(name, out DownstreamName? parsed, out string reason), reason);
        Assert.Equal((domain, rest), (parsed.Domain, parsed.Rest));
        Assert.Equal(name, parsed.ToString());
    }

    [Theory]
    [InlineData("stop", "does not begin with __")]
    [InlineData("_org.example_x", "does not begin with __")]
    [InlineData("", "does not begin with __")]
    [InlineData("__", "has no _ behind a domain")]
    [InlineData("__org.example", "has no _ behind a domain")]
    [InlineData("__org.example_", "has nothing behind its domain")]
    [InlineData("___", "has nothing behind its domain")]
    [InlineData("___x", "has '' where a reversed domain of two labels or more should be")]
    [InlineData("__redhat_x", "has 'redhat' where a reversed domain of two labels or more should be")]
    [InlineData("__org._x", "has '' for a label of its domain")]
    [InlineData("__.example_x", "has '' for a label of its domain")]
    [InlineData("__org.-example_x", "has '-example' for a label of its domain")]
    [InlineData("__org.exa mple_x", "has 'exa mple' for a label of its domain")]
    [InlineData("__org.exämple_x", "has 'exämple' for a label of its domain")]
    public void TryParse_AnotherName_SaysWhatIsWrong(string name, string expected)
    {
        Assert.False(DownstreamName.TryParse(name, out DownstreamName? parsed, out string reason));
        Assert.Null(parsed);
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void TryParse_ALabelAtItsLimit_IsTakenUpToIt(int length, bool taken) =>
        Assert.Equal(taken, DownstreamName.TryParse($"__org.{new string('a', length)}_x", out _, out _));
}
