using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Stages;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Stages;

public sealed class CalibrationTests
{
    private readonly CounterMemory _counters = new(128);
    private readonly EdgeFeedback _edges;

    public CalibrationTests() => _edges = new EdgeFeedback(_counters);

    [Fact]
    public void Run_AlwaysTheSame_IsStable()
    {
        CountingExecutor executor = new(_counters, (_, counts) => (counts[3], counts[100]) = (1, 7));
        Calibration calibration = Judged(executor);
        calibration.Run([]);
        Assert.Equal(1, calibration.Stability);
        Assert.Equal(0, calibration.VaryingEdges);
    }

    [Fact]
    public void Run_AnEdgeThatVaries_IsCountedOnceAndNoNewsAnyMore()
    {
        byte passed = 0;
        CountingExecutor executor = new(_counters, (_, counts) => (counts[3], counts[100], counts[127]) = (1, ++passed, 9));
        Calibration calibration = Judged(executor);
        calibration.Run([]);
        calibration.Run([]);
        Assert.Equal(1, calibration.VaryingEdges);
        Assert.Equal(1 - (1.0 / 3), calibration.Stability, precision: 6);
        passed = 200;
        Assert.Equal(Novelty.None, _edges.Judge(executor.Run([])));
    }

    private Calibration Judged(CountingExecutor executor)
    {
        _edges.Judge(executor.Run([]));
        return new Calibration(executor, _counters, _edges);
    }
}
