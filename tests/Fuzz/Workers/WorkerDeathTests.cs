using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Tests.Fuzz.Workers;

public sealed class WorkerDeathTests
{
    private static readonly string[] Overflow =
    [
        "Stack overflow.",
        "Repeated 174514 times:",
        "--------------------------------",
        "   at Example.Parser.Second(Int32)",
        "   at Example.Parser.First[[System.Int32, System.Private.CoreLib]](Int32)",
        "--------------------------------",
        "   at Example.Parser.Fuzz(System.ReadOnlySpan`1<Byte>)",
        "   at QmpFuzz.Fuzz.Targets.SpanHarness.Run(System.ReadOnlySpan`1<Byte>)",
        "   at QmpFuzz.Cli.Program.Main(System.String[])",
    ];

    [Fact]
    public void ToFinding_StackOverflow_IsNamedAfterWhatRepeats()
    {
        Finding finding = (WorkerDeath.OfExitCode(134) with { Errors = Overflow }).ToFinding();
        Assert.StartsWith("death-stack-overflow---Parser.First", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Contains("Parser.Second", finding.Signature.Text, StringComparison.Ordinal);
        Assert.EndsWith("Example.Parser.Fuzz(System.ReadOnlySpan`1<Byte>)", finding.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void ToFinding_OverflowThatStoppedElsewhere_HasTheSameSignature()
    {
        string[] other = [.. Overflow[..3], Overflow[4], Overflow[3], .. Overflow[5..]];
        Assert.Equal((WorkerDeath.OfExitCode(134) with { Errors = Overflow }).ToFinding().Signature, (WorkerDeath.OfExitCode(134) with { Errors = other }).ToFinding().Signature);
    }

    [Fact]
    public void ToFinding_OverflowPrintedInFull_HasTheSameSignature()
    {
        string[] full = ["Stack overflow.", .. Enumerable.Repeat(Overflow[3..5], 40).SelectMany(lines => lines), .. Overflow[6..]];
        Assert.Equal((WorkerDeath.OfExitCode(134) with { Errors = Overflow }).ToFinding().Signature, (WorkerDeath.OfExitCode(134) with { Errors = full }).ToFinding().Signature);
    }

    [Fact]
    public void ToFinding_FailFast_IsNamedAfterTheTargetsFrame()
    {
        string[] errors = ["Process terminated.", "broken", "   at System.Environment.FailFast(System.String)", "   at Example.Parser.Fuzz(System.ReadOnlySpan`1<Byte>)"];
        Finding finding = (WorkerDeath.OfExitCode(134) with { Errors = errors }).ToFinding();
        Assert.StartsWith("death-SIGABRT---Parser.Fuzz-", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Equal("Parser.Fuzz", finding.Place);
    }

    [Theory]
    [InlineData(139, "death-SIGSEGV-")]
    [InlineData(137, "death-SIGKILL-")]
    [InlineData(3, "death-exit-3-")]
    [InlineData(71, "memory-OutOfMemoryException-")]
    public void ToFinding_WithoutAWord_IsNamedAfterTheCode(int code, string signature) =>
        Assert.StartsWith(signature, WorkerDeath.OfExitCode(code).ToFinding().Signature.Text, StringComparison.Ordinal);
}
