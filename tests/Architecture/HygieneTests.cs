using System.Text.RegularExpressions;
using System.Xml.Linq;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Architecture;

/// <summary>What the clone as a whole keeps to.</summary>
public sealed class HygieneTests
{
    private const int LongestReadme = 150;

    public static TheoryData<string, string, string> BadSamples() => new()
    {
        { "qmp/Long.cs", string.Concat(Enumerable.Repeat("\n", SourceFile.LongestProductFile + 1)), "lines" },
        { "qmp/Region.cs", "namespace A;\n  #reg" + "ion B\n", "region" },
        { "tests/Todo.cs", "// TO" + "DO: later\n", "issue number" },
        { "cli/Partial.cs", "internal part" + "ial class A;\n", "partial" },
        { "docs/path.md", "see `/wo" + "rk/notes.md`\n", "path of one machine" },
    };

    [Fact]
    public void Sources_OfTheClone_KeepTheHabits() => Complaints.AssertNone(SourceFile.All().SelectMany(file => file.Offences()));

    [Theory]
    [MemberData(nameof(BadSamples))]
    public void SourceFile_WithABadHabit_IsAnOffence(string name, string text, string complaint) =>
        Assert.Contains(complaint, Assert.Single(new SourceFile(name, text).Offences()), StringComparison.Ordinal);

    [Fact]
    public void SourceFile_WithAnIssueNumber_IsFine() => Assert.Empty(new SourceFile("qmp/A.cs", "// TO" + "DO(#12): later\n").Offences());

    [Fact]
    public void Clone_Always_HasItsTopLevelFolders() => Assert.All(
        ["fuzz", "recorder", "replay", "corpus", "tests", "scripts", "qmp", "cli", "bench", "docs", ".ci/run", "QmpFuzz.sln", "README.md", "LICENSE", "CHANGELOG.md"],
        name => Assert.True(Path.Exists(Repository.PathOf(name)), name));

    [Fact]
    public void Readme_Always_IsShort() =>
        Assert.InRange(File.Exists(Repository.PathOf("README.md")) ? File.ReadLines(Repository.PathOf("README.md")).Count() : 0, 0, LongestReadme);

    [Fact]
    public void Packages_Always_HaveAReason() => Complaints.AssertNone(
        PackagesWithoutReason(XDocument.Load(Repository.PathOf("Directory.Packages.props"))));

    [Fact]
    public void Packages_WithoutAComment_AreFound() => Assert.Equal(
        ["B"],
        PackagesWithoutReason(XDocument.Parse("<P><!-- why --><PackageVersion Include='A'/><PackageVersion Include='B'/></P>")));

    [Fact]
    public void ExternalPrograms_ThatTestsAskFor_AreInstalledByTheTestScript()
    {
        string installed = File.ReadAllText(Repository.PathOf("scripts/test-programs"));
        IEnumerable<string> needs = SourceFile.All()
            .SelectMany(file => Regex.Matches(file.Text, """\.Require\("([^"]+)", "([^"]+)"\)"""))
            .Select(match => $"{match.Groups[1].Value}:{match.Groups[2].Value}");
        Assert.All(needs, need => Assert.Contains(need, installed, StringComparison.Ordinal));
    }

    private static IEnumerable<string> PackagesWithoutReason(XDocument packages) => packages
        .Descendants("PackageVersion")
        .Where(package => package.PreviousNode is not XComment)
        .Select(package => package.Attribute("Include")!.Value);
}
