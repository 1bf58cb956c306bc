using System.Reflection;
using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Tests.Specimen;

namespace QmpFuzz.Tests.Fuzz.Coverage;

public sealed class OperandInstrumenterTests
{
    private static readonly InstrumentedTarget Target = InstrumentedTarget.Load(typeof(Shapes).Assembly.Location, _ => false, recordsOperands: true);

    private static readonly Lock OneAtATime = new();

    [Theory]
    [MemberData(nameof(AssemblyInstrumenterTests.Calls), MemberType = typeof(AssemblyInstrumenterTests))]
    public async Task Rewritten_EveryShape_BehavesAsTheOriginal(string method, object? argument) =>
        Assert.Equal(await AssemblyInstrumenterTests.ShowAsync(typeof(Shapes), method, argument), await AssemblyInstrumenterTests.ShowAsync(Target.Assembly.GetType(typeof(Shapes).FullName!)!, method, argument));

    [Fact]
    public void Operands_OfAComparison_AreBoth() => Assert.Contains((3, 10), Numbers(nameof(Shapes.If), 3));

    [Fact]
    public void Operands_OfASwitch_AreItsCases() => Assert.Contains((9, 4), Numbers(nameof(Shapes.Switch), 9));

    [Fact]
    public void Operands_OfTheCore_AreTheNamesThatItLooksFor()
    {
        EmbeddedTarget core = EmbeddedTarget.Load("qemu", recordsOperands: true);
        InProcessExecutor executor = core.NewExecutor();
        executor.Run("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oos\"]}}{\"xyecute\":\"query-name\"}"u8);
        string[] pairs = [.. core.Operands!.Take(1000).Where(pair => pair.Kind == OperandKind.Bytes).Select(pair => $"{Encoding.UTF8.GetString(pair.Left)} {Encoding.UTF8.GetString(pair.Right)}")];
        Assert.Contains("xyecute execute", pairs);
    }

    private static (long Left, long Right)[] Numbers(string method, int argument)
    {
        lock (OneAtATime)
        {
            Target.Operands!.Clear();
            Target.Assembly.GetType(typeof(Shapes).FullName!)!.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [argument]);
            return [.. Target.Operands.Take(1000).Where(pair => pair.Kind == OperandKind.Number).Select(pair => (OperandPair.Number(pair.Left), OperandPair.Number(pair.Right)))];
        }
    }
}
