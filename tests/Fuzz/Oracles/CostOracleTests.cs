using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class CostOracleTests
{
    [Theory]
    [InlineData(1000, 100, true)]
    [InlineData(54_000, 100, true)]
    [InlineData(600_000, 100, false)]
    [InlineData(440_000, 8000, true)]
    public void Execution_ThatCosts_IsJudgedByWhatItWasGiven(long probes, int length, bool isFine)
    {
        Execution execution = new(new ExecutionLog()) { Probes = probes };
        Finding? finding = new CostOracle().Judge(new byte[length], execution);
        Assert.Equal(isFine, finding is null);
    }
}
