using System.Text;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Merging;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Merging;

public sealed class CorpusMergeTests
{
    [Fact]
    public void Run_TwoThatShowTheSame_KeepsOne()
    {
        Merged merged = Merge("{\"id\":[3,3]}", "{\"id\":[4,4]}");
        Assert.Single(merged.Kept);
        Assert.Equal(2, merged.Run);
    }

    [Fact]
    public void Run_ShippedSeeds_KeepsAllFeaturesInFewer()
    {
        IReadOnlyList<TestcaseFile> seeds = TestcaseFiles.Read([Repository.PathOf("corpus/seeds")]);
        Merged merged = Merge([.. seeds, .. seeds]);
        Merged again = Merge([.. merged.Kept]);
        Assert.InRange(merged.Kept.Count, 1, seeds.Count);
        Assert.Equal(seeds.Count, merged.Run);
        Assert.Equal((merged.Features, merged.Kept.Count), (again.Features, again.Kept.Count));
        Assert.Equal(Merge([.. seeds.Reverse()]).Kept.Select(file => file.Path), merged.Kept.Select(file => file.Path));
    }

    [Fact]
    public void Run_OneThatCrashes_LeavesItOut()
    {
        Merged merged = CorpusMerge.Run([File("scale=0"), File("scale=1")], OwnTargets.Choose("Example.SettingsFuzzer"), "qemu", CancellationToken.None);
        Assert.Equal((2, 1, 1), (merged.Run, merged.Failed.Count, merged.Kept.Count));
    }

    private static Merged Merge(params string[] testcases) => Merge([.. testcases.Select(File)]);

    private static Merged Merge(IReadOnlyList<TestcaseFile> testcases) => CorpusMerge.Run(testcases, TargetChoice.Embedded, "qemu", CancellationToken.None);

    private static TestcaseFile File(string text) => new(text, Encoding.ASCII.GetBytes(text));
}
