using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class TestSourceTests
{
    /// <summary>The file is compiled, and its test run, in the sample project.</summary>
    [Fact]
    public void Of_AFindingInAServerOfOnesOwn_IsTheSourceInTheSampleProject()
    {
        Finding finding = new() { Signature = Signature.Of("crash", "place"), Expected = "two replies", Came = "one", Place = "" };
        FindingInputs inputs = new([], "{\"execute\":\"a\"}{\"execute\":\"b\"}"u8.ToArray(), ["{}"u8.ToArray()]);
        Assert.Equal(File.ReadAllText(Repository.PathOf("tests/Support/Sample/Regression.cs")), TestSource.Of(finding, inputs, "Example.MyServer"));
    }
}
