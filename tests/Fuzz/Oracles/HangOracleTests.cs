using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class HangOracleTests
{
    [Fact]
    public void Execution_OverItsBudget_IsAFindingNamedAfterWhereItSpins()
    {
        Finding finding = new HangOracle().Judge([], Hung())!;
        Assert.StartsWith("hang-TimeoutException-in-HangOracleTests.Spin", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Contains("77 probes", finding.Came, StringComparison.Ordinal);
    }

    [Fact]
    public void Execution_ThatCompletes_IsFine() => Assert.Null(new HangOracle().Judge([], new Execution(new ExecutionLog())));

    private static Execution Hung() =>
        new(new ExecutionLog()) { Outcome = ExecutionOutcome.Hung, Failure = Assert.Throws<TimeoutException>(Spin), Probes = 77 };

    private static void Spin() => throw new TimeoutException("stands in for the budget");
}
