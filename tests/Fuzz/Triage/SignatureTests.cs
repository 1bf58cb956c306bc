using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class SignatureTests
{
    [Fact]
    public void Signature_OfAPlace_IsAReadableFileName() =>
        Assert.Matches("^crash-KeyNotFound-in-A.B---C_D-[0-9a-f]{8}$", Signature.Of("crash", "KeyNotFound in A.B < C_D").Text);

    [Fact]
    public void Signature_OfTheSamePlace_IsTheSame() => Assert.Equal(Signature.Of("a", "b"), Signature.Of("a", "b"));

    [Fact]
    public void Signature_OfPlacesThatDifferFarBehind_Differs() =>
        Assert.NotEqual(Signature.Of("a", new string('x', 100) + "1"), Signature.Of("a", new string('x', 100) + "2"));

    [Fact]
    public void Signature_OfAnOracle_IsOfThatOneOnly()
    {
        Assert.True(Signature.Of("chunking", "x").IsOf("chunking"));
        Assert.False(Signature.Of("chunking", "x").IsOf("chunk"));
    }
}
