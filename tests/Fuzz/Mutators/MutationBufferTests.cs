using System.Text;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class MutationBufferTests
{
    [Fact]
    public void Replace_LongerShorterAndOfItself_MovesWhatFollows()
    {
        MutationBuffer buffer = Holding("abcdef");
        Assert.True(buffer.Replace(1, 2, "XYZ"u8));
        Assert.Equal("aXYZdef", Text(buffer));
        Assert.True(buffer.Replace(0, 4, "-"u8));
        Assert.Equal("-def", Text(buffer));
        Assert.True(buffer.Insert(0, buffer.Bytes[1..]));
        Assert.Equal("def-def", Text(buffer));
    }

    [Fact]
    public void Replace_OverCapacity_IsRefusedAndChangesNothing()
    {
        MutationBuffer buffer = Holding("abcdef");
        long version = buffer.Version;
        Assert.False(buffer.Insert(3, "0123456789"u8));
        Assert.Equal("abcdef", Text(buffer));
        Assert.Equal(version, buffer.Version);
    }

    [Fact]
    public void Remove_Nothing_IsNotApplicable() => Assert.False(Holding("abc").Remove(1, 0));

    [Fact]
    public void Swap_RangesOfDifferentLengths_KeepsWhatLiesBetween()
    {
        MutationBuffer buffer = Holding("aaaa-bb.");
        Assert.True(buffer.Swap(0..4, 5..7));
        Assert.Equal("bb-aaaa.", Text(buffer));
    }

    [Fact]
    public void Swap_OverlappingRanges_IsRefused() => Assert.False(Holding("abcdef").Swap(0..4, 2..5));

    private static MutationBuffer Holding(string text)
    {
        MutationBuffer buffer = new(12);
        buffer.Set(Encoding.Latin1.GetBytes(text));
        return buffer;
    }

    private static string Text(MutationBuffer buffer) => Encoding.Latin1.GetString(buffer.Bytes);
}
