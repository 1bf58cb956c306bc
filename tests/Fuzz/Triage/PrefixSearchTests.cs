using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class PrefixSearchTests
{
    [Fact]
    public void Find_InputThatNeedsAnother_KeepsOnlyThat()
    {
        PrefixSearch search = new(() => Reproducer.For(OwnTargets.Choose("Example.Forgetful"), "qemu"));
        LateFinding late = search.Find([[1], [2], "x1"u8.ToArray(), [3], [4]], "x2"u8.ToArray())!;
        Assert.Equal(["x1"u8.ToArray()], late.Before);
        Assert.StartsWith("crash-InvalidOperationException", late.Finding.Signature.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_InputThatIsHarmlessBehindThemToo_IsNull() =>
        Assert.Null(new PrefixSearch(() => Reproducer.For(OwnTargets.Choose("Example.Forgetful"), "qemu")).Find([[1]], "x"u8.ToArray()));
}
