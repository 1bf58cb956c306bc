using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Fuzz.Workers;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class FaultReportTests
{
    [Fact]
    public void Print_BrokenRule_NamesItWhereAStackHasItsFrames()
    {
        Finding finding = new() { Signature = Signature.Of("protocol", "one answer"), Expected = "one answer", Came = "two", Place = "monitor 0" };
        (int code, string text) = Print(Fault.Of(finding, TimeSpan.Zero));
        Assert.Equal(77, code);
        Assert.Matches(ClusterFuzzWords.Crash, text);
        Assert.Contains($"    #0 0x000000000000 in {finding.Signature}\nDEDUP_TOKEN: {finding.Signature}\n", text, StringComparison.Ordinal);
        Assert.Contains("came: two\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_ProcessThatEndedItself_IsATargetThatExited()
    {
        (int code, string text) = Print(Fault.Of(WorkerDeath.OfExitCode(3), ended: true, TimeSpan.Zero));
        Assert.Equal(77, code);
        Assert.Matches(ClusterFuzzWords.Exited, text);
        Assert.Contains("SUMMARY: libFuzzer: fuzz target exited", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_TooMuchMemory_TellsBothAmounts()
    {
        (int code, string text) = Print(Fault.Of(WorkerDeath.OfMemory(1L << 30), ended: false, TimeSpan.Zero));
        Assert.Equal(71, code);
        Assert.Contains("libFuzzer: out-of-memory (used: 1500Mb; limit: 2048Mb)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_StackOverflow_TellsTheMethodsThatRepeat()
    {
        string[] errors = ["Stack overflow.", "Repeated 17 times:", "-----", "   at Example.B.Run(Int32)", "   at Example.A.Run(Int32)", "-----", "   at Example.Main.Fuzz()"];
        (_, string text) = Print(Fault.Of(WorkerDeath.OfExitCode(134) with { Errors = errors }, ended: false, TimeSpan.Zero));
        Assert.Contains("    #0 0x000000000000 in Example.A.Run\n    #1 0x000000000000 in Example.B.Run\nDEDUP_TOKEN:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_AnyFault_WritesTheArtefactInBytesTextAndBase64()
    {
        using TemporaryFolder folder = new();
        Flags flags = Flags.Parse([$"-artifact_prefix={folder.Path}/"]);
        using StringWriter errors = new();
        errors.NewLine = "\n";
        new FaultReport(flags, new Artefacts(flags, errors), errors).Print(Fault.Of(WorkerDeath.OfExitCode(134), ended: false, TimeSpan.Zero), "a\"\n\\"u8.ToArray(), memory: 0);
        string path = folder.File("crash-" + Units.NameOf("a\"\n\\"u8));
        Assert.Contains($"0x61,0x22,0xa,0x5c,\na\\\"\\012\\\\\nartifact_prefix='{folder.Path}/'; Test unit written to {path}\nBase64: YSIKXA==\n", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("a\"\n\\", File.ReadAllText(path));
    }

    [Fact]
    public void InputGuard_TargetThatWritesToItsInput_IsACrashOfItsOwnKind()
    {
        InputGuard guard = new(new Scribbler());
        byte[] input = [1, 2, 3];
        Execution execution = guard.Run(input);
        Assert.Equal([1, 2, 3], input);
        Finding finding = new CrashOracle().Judge(input, execution)!;
        Assert.Contains("ERROR: libFuzzer: fuzz target overwrites its const input", Print(Fault.Of(finding, TimeSpan.Zero)).Text, StringComparison.Ordinal);
    }

    private static (int Code, string Text) Print(Fault fault)
    {
        Flags flags = Flags.Parse([]);
        using StringWriter errors = new();
        errors.NewLine = "\n";
        int code = new FaultReport(flags, new Artefacts(flags, errors) { IsSaving = false }, errors).Print(fault, [], memory: 1500);
        return (code, errors.ToString());
    }

    /// <summary>Does what only unsafe code can.</summary>
    private sealed class Scribbler : IExecutor
    {
        public unsafe Execution Run(ReadOnlySpan<byte> testcase)
        {
            fixed (byte* start = testcase)
            {
                start[1] = 0xff;
            }

            return new Execution(new QmpFuzz.Fuzz.Contract.ExecutionLog());
        }
    }
}
