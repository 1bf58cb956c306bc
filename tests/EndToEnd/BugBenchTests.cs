using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class BugBenchTests
{
    [Fact]
    public async Task Patches_PlantedTogether_Compile()
    {
        using RunningProcess bench = RunningProcess.Start(Repository.PathOf("scripts/bug-bench"), ["--compiles"]);
        Assert.True(await bench.WaitAsync(seconds: 180) == 0, bench.Output + bench.Errors);
    }
}
