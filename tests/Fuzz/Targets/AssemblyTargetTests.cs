using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Targets;

public sealed class AssemblyTargetTests
{
    [Fact]
    public void Run_BytesMethod_CountsEdgesAndReportsWhatIsThrown()
    {
        AssemblyTarget target = AssemblyTarget.Load(OwnTargets.Choose("SettingsFuzzer"));
        InProcessExecutor executor = new(target.NewHarness(), target.Counters);
        Assert.Equal(ExecutionOutcome.Completed, executor.Run("width=640\nscale=2\n"u8).Outcome);
        Assert.True(EdgesOf(target) > 5);
        Execution execution = executor.Run("scale=0"u8);
        Assert.Equal(ExecutionOutcome.Crashed, execution.Outcome);
        Assert.IsType<DivideByZeroException>(execution.Failure);
        Assert.Equal(TargetTraits.None, target.Traits);
    }

    [Fact]
    public void Load_WithoutPatterns_CountsInTheNeighboursToo()
    {
        AssemblyTarget target = AssemblyTarget.Load(OwnTargets.Choose("NeighbourFuzzer"));
        InProcessExecutor executor = new(target.NewHarness(), target.Counters);
        Assert.NotEqual(PassedTypes(target, executor, "a"u8), PassedTypes(target, executor, "aaaa"u8));
        Assert.Contains("QmpFuzz.Tests.Specimen.Shapes.Switch", PassedTypes(target, executor, "aa"u8), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithAPattern_CountsInWhatMatchesOnly()
    {
        AssemblyTarget target = AssemblyTarget.Load(OwnTargets.Choose("NeighbourFuzzer", "Nothing*"));
        InProcessExecutor executor = new(target.NewHarness(), target.Counters);
        Assert.DoesNotContain("Shapes", PassedTypes(target, executor, "aa"u8), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SessionTarget_IsJudgedByTheRules()
    {
        Reproducer reproducer = Reproducer.For(OwnTargets.Choose("MuteServer"), "qemu");
        Assert.Null(reproducer.Judge([]));
        Finding finding = reproducer.Judge("{\"execute\":\"qmp_capabilities\"}\r\n"u8.ToArray())!;
        Assert.StartsWith("rule-", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Contains(reproducer.Execute("{}\n"u8.ToArray()).Log.Entries.ToArray(), entry => entry.Kind == LogKind.ServerSent);
    }

    [Theory]
    [InlineData("Example.Nobody", "has no Example.Nobody to call")]
    [InlineData("Example.Settings", "has no Example.Settings to call")]
    public void Load_TypeThatIsNotThere_IsRefusedWithWhatIs(string type, string reason)
    {
        TargetRefusedException refused = Assert.Throws<TargetRefusedException>(() => AssemblyTarget.Load(OwnTargets.Choose(type)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Example.SettingsFuzzer.Fuzz", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralThatFit_IsRefusedWithTheirNames()
    {
        TargetChoice choice = TargetChoice.Parse($"dll:{OwnTargets.Assembly}", out _)!;
        string message = Assert.Throws<TargetRefusedException>(() => AssemblyTarget.Load(choice)).Message;
        Assert.Contains("Example.Killers.Fuzz, Example.MuteServer, Example.NeighbourFuzzer.Fuzz", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoAssembly_IsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("a.dll"), "not an assembly");
        TargetChoice choice = TargetChoice.Parse($"dll:{folder.File("a.dll")}", out _)!;
        Assert.Contains("not an assembly of IL alone", Assert.Throws<TargetRefusedException>(() => AssemblyTarget.Load(choice)).Message, StringComparison.Ordinal);
    }

    private static int EdgesOf(AssemblyTarget target) => target.Counters.Counters.ToArray().Count(count => count > 0);

    private static string PassedTypes(AssemblyTarget target, InProcessExecutor executor, ReadOnlySpan<byte> input)
    {
        executor.Run(input);
        byte[] counters = target.Counters.Counters.ToArray();
        return string.Join(' ', Enumerable.Range(0, target.Probes.Count).Where(id => counters[id] > 0).Select(id => $"{target.Probes[id].Type}.{target.Probes[id].Method}:{id}"));
    }
}
