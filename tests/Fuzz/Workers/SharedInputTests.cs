using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Tests.Fuzz.Workers;

public sealed class SharedInputTests
{
    [Fact]
    public void Begin_InTheWorker_IsSeenByTheSupervisor()
    {
        using SharedInput supervisor = SharedInput.Create();
        using SharedInput worker = SharedInput.Open(supervisor.Path);
        Assert.False(File.Exists(supervisor.Path));
        Assert.False(supervisor.IsRunning);
        worker.Begin("abc"u8);
        Assert.True(supervisor.IsRunning);
        Assert.Equal("abc"u8.ToArray(), supervisor.Input);
        worker.End();
        worker.Begin("d"u8);
        Assert.Equal("d"u8.ToArray(), supervisor.Input);
        Assert.Equal(2, supervisor.Executions);
    }

    [Fact]
    public void Begin_LongerThanWhatIsKept_IsCutOff()
    {
        using SharedInput shared = SharedInput.Create();
        shared.Begin(new byte[SharedInput.Capacity + 1]);
        Assert.Equal(SharedInput.Capacity, shared.Input.Length);
    }
}
