using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Tests.Qmp.Machine;

public sealed class DescriptorSetsTests
{
    private readonly List<int> _released = [];
    private readonly DescriptorSets _sets;

    public DescriptorSetsTests() => _sets = new DescriptorSets(_released);

    [Fact]
    public void Add_WithoutId_TakesTheLowestFree()
    {
        Assert.Equal(1, _sets.Add(10, null, id: 1));
        Assert.Equal(0, _sets.Add(11, null, id: null));
        Assert.Equal(2, _sets.Add(12, null, id: null));
        Assert.True(_sets.Remove(1, descriptor: null));
        Assert.Equal(1, _sets.Add(13, null, id: null));
        Assert.Equal([2, 1, 0], _sets.HighestFirst.Select(set => set.Key));
    }

    [Fact]
    public void Add_ToASet_KeepsTheOrder()
    {
        _sets.Add(10, "first"u8.ToArray(), id: long.MaxValue);
        _sets.Add(9, null, id: long.MaxValue);

        Assert.Equal([10, 9], Assert.Single(_sets.HighestFirst).Value.Select(member => member.Descriptor));
    }

    [Fact]
    public void Remove_OfOne_LeavesTheOthers_AndOfTheLast_TheSetGoes()
    {
        _sets.Add(10, null, id: 3);
        _sets.Add(11, null, id: 3);

        Assert.False(_sets.Remove(3, descriptor: 12));
        Assert.False(_sets.Remove(4, descriptor: 10));
        Assert.False(_sets.Remove(4, descriptor: null));
        Assert.Empty(_released);
        Assert.True(_sets.Remove(3, descriptor: 10));
        Assert.Equal([10], _released);
        Assert.True(_sets.Remove(3, descriptor: 11));
        Assert.Equal([10, 11], _released);
        Assert.Empty(_sets.HighestFirst);
    }

    [Fact]
    public void Clear_ReleasesAll_Once()
    {
        _sets.Add(10, null, id: 3);
        _sets.Add(11, null, id: 0);

        _sets.Clear();
        _sets.Clear();
        Assert.Equal([11, 10], _released);
        Assert.Empty(_sets.HighestFirst);
    }
}
