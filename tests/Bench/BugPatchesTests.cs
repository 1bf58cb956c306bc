using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Bench;

/// <summary>The planted bugs of bench/bugs: whether they compile is for <c>scripts/bug-bench --compiles</c>, which takes a minute.</summary>
public sealed class BugPatchesTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Repository.PathOf("bench/bugs"), "*.patch").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Patches_AreFortyAtLeast() => Assert.InRange(Names.Count, 40, int.MaxValue);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Patch_OnTheCoreAsItIs_StillApplies(string name)
    {
        Assert.SkipUnless(Directory.Exists(Repository.PathOf(".git")) || File.Exists(Repository.PathOf(".git")), "not a git clone");
        using RunningProcess git = RunningProcess.Start("git", ["-C", Repository.PathOf("."), "apply", "--check", Path.Combine("bench", "bugs", name)]);
        Assert.True(await git.WaitAsync() == 0, git.Errors);
    }
}
