using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Corpus.Store;

public sealed class ShippedFilesTests
{
    [Fact]
    public void LoadSeeds_WhatShips_IsSmall()
    {
        IReadOnlyList<StoredTestcase> seeds = ShippedFiles.LoadSeeds();
        Assert.InRange(seeds.Count, 1, 48);
        Assert.All(seeds, seed => Assert.InRange(seed.Testcase.Length, 1, 8192));
        Assert.Equal(seeds.Select(seed => seed.Name).Order(StringComparer.Ordinal), seeds.Select(seed => seed.Name));
    }

    [Fact]
    public void LoadDictionary_WhatShips_ParsesAndHasCommands()
    {
        MutationDictionary? dictionary = MutationDictionary.Parse(ShippedFiles.LoadDictionary(), out string reason);
        Assert.True(dictionary is not null, reason);
        Assert.Contains(dictionary.Commands, command => command.AsSpan().SequenceEqual("query-status"u8));
        Assert.Contains(dictionary.Words, word => word is [0xFF]);
        Assert.Contains(dictionary.Words, word => word.AsSpan().SequenceEqual("qemu-io d0 \\\"sleep 5\\\""u8));
    }
}
