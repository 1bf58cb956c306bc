// crash-place-81df6358
// expected: two replies
// came: one
using QmpFuzz.Xunit;
using Xunit;

public sealed class Finding_crash_place_81df6358
{
    // {"execute":"a"}{"execute":"b"}
    private static readonly string[] Inputs =
    [
        "e30=",
        "eyJleGVjdXRlIjoiYSJ9eyJleGVjdXRlIjoiYiJ9",
    ];

    [Fact]
    public void Inputs_OfTheFinding_AreAnsweredRightly() => QmpRegression.OfBase64(Inputs).Check(new Example.MyServer());
}
