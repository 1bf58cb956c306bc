using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Tests.Qmp.Machine;

public sealed class MonitorDescriptorsTests
{
    private readonly List<int> _released = [];
    private readonly MonitorDescriptors _descriptors;

    public MonitorDescriptorsTests() => _descriptors = new MonitorDescriptors(_released);

    [Fact]
    public void Take_WithNone_IsNothing()
    {
        Assert.Null(_descriptors.Take());
        Assert.Empty(_released);
    }

    [Fact]
    public void Take_OfSeveral_IsTheFirst_AndTheOthersAreReleased()
    {
        _descriptors.Arrive([5, 6, 7]);

        Assert.Equal(5, _descriptors.Take());
        Assert.Equal([6, 7], _released);
        Assert.Null(_descriptors.Take());
    }

    [Fact]
    public void Arrive_AfterOthers_ReleasesThose()
    {
        _descriptors.Arrive([5, 6]);
        _descriptors.Arrive([7]);

        Assert.Equal([5, 6], _released);
        Assert.Equal(7, _descriptors.Take());
    }

    [Fact]
    public void Name_OfTheSameName_ReleasesTheOlder()
    {
        _descriptors.Name("a", 5);
        _descriptors.Name("b", 6);
        _descriptors.Name("a", 7);

        Assert.Equal([5], _released);
        Assert.True(_descriptors.Forget("a"));
        Assert.Equal([5, 7], _released);
        Assert.False(_descriptors.Forget("a"));
    }

    [Fact]
    public void DropWaiting_LeavesTheNamedOnes_AndDropAllDoesNot()
    {
        _descriptors.Name("a", 5);
        _descriptors.Arrive([6]);

        _descriptors.DropWaiting();
        Assert.Equal([6], _released);
        _descriptors.DropAll();
        _descriptors.DropAll();
        Assert.Equal([6, 5], _released);
    }
}
