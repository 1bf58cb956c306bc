using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The patches that <c>scripts/planted-bug</c> plants: the whole hunt takes minutes, but that they still fit the sources is told at once.</summary>
public sealed class PlantedBugTests
{
    public static TheoryData<string> Patches() => [.. Directory.GetFiles(Repository.PathOf("bench/bugs"), "*.patch").Select(patch => Path.GetFileName(patch)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task Patch_OfTheClone_StillApplies(string patch)
    {
        string git = ExternalProgram.Require("git", "git");
        using RunningProcess check = RunningProcess.Start(git, ["apply", "--check", Repository.PathOf($"bench/bugs/{patch}")], Repository.Root);
        Assert.True(await check.WaitAsync() == 0, check.Errors);
    }
}
