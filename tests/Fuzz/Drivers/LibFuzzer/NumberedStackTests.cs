using QmpFuzz.Fuzz.Drivers.LibFuzzer;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class NumberedStackTests
{
    public static TheoryData<string, string> Frames() => new()
    {
        { "   at Example.Settings.ReadWidth(ReadOnlySpan`1 text) in /src/Settings.cs:line 35", "    #0 0x000000000000 in Example.Settings.ReadWidth /src/Settings.cs:35" },
        { "   at Example.Settings.ReadWidth(System.ReadOnlySpan`1<Byte>)", "    #0 0x000000000000 in Example.Settings.ReadWidth" },
        { "   at Example.Outer+Bad.Run()", "    #0 0x000000000000 in Example.Outer.Bad.Run" },
        { "   at Example.Parser.First[[System.Int32, System.Private.CoreLib]](Int32)", "    #0 0x000000000000 in Example.Parser.First" },
        { "   at Example.List`1.Add[T](T item)", "    #0 0x000000000000 in Example.List`1.Add" },
        { "   at Example.Queue..ctor(Int32 size)", "    #0 0x000000000000 in Example.Queue..ctor" },
        { "   at Example.Bugs.<>c.<Lambda>b__9_0(Int32 _) in /src/My Bugs.cs:line 7", "    #0 0x000000000000 in Example.Bugs.<>c.<Lambda>b__9_0 /src/My Bugs.cs:7" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Of_AFrame_IsNumberedAndHasItsPlace(string line, string frame)
    {
        Assert.Equal([frame], NumberedStack.Of([line]));
        Assert.Matches(ClusterFuzzWords.StackFrame, frame);
    }

    [Fact]
    public void Of_AWholeReport_NumbersTheTargetsFramesAndTheFrameworks()
    {
        string[] lines =
        [
            "System.DivideByZeroException: Attempted to divide by zero.",
            "   at Example.Settings.ReadWidth(ReadOnlySpan`1 text) in /src/Settings.cs:line 35",
            "--- End of stack trace from previous location ---",
            "   at System.Linq.Enumerable.Sum(Int32[] all)",
            "   at QmpFuzz.Instrumentation.Probes.Spend()",
            "   at QmpFuzz.Fuzz.Targets.SpanHarness.Run(ReadOnlySpan`1 testcase, ExecutionLog log) in /src/SpanHarness.cs:line 11",
        ];
        Assert.Equal(
            ["    #0 0x000000000000 in Example.Settings.ReadWidth /src/Settings.cs:35", "    #1 0x000000000000 in System.Linq.Enumerable.Sum"],
            NumberedStack.Of(lines));
    }
}
