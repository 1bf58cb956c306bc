using System.CommandLine;
using QmpFuzz.Cli;
using QmpFuzz.Cli.Help;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Cli.Help;

public sealed class VerbExamplesTests
{
    public static TheoryData<string> Verbs() => ["", .. Program.CreateRoot().Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_WhateverItIs_HasExamplesThatParse(string verb)
    {
        VerbPage? page = VerbExamples.Of(verb);
        Assert.True(page?.Examples.Length > 0, $"qmpfuzz {verb} has no examples: put some into cli/Help/VerbExamples.cs");
        foreach ((string line, _) in page.Examples)
        {
            List<string> words = CommandWords.Split(line.Replace("dll:MyServer.dll", $"dll:{OwnTargets.Assembly}", StringComparison.Ordinal));
            Assert.True(words[0] == "qmpfuzz" && (verb.Length == 0 || words[1] == verb), line);
            Assert.Equal([], Program.CreateRoot().Parse(words[1..]).Errors.Select(error => $"{line}: {error.Message}"));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_OfAVerb_EndsInItsExamples(string verb)
    {
        using StringWriter output = new();
        Assert.Equal(0, Program.CreateRoot().Parse(verb.Length == 0 ? ["--help"] : [verb, "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        Assert.Contains("Usage:", output.ToString(), StringComparison.Ordinal);
        Assert.All(VerbExamples.Of(verb)!.Examples, example => Assert.Contains($"  # {example.Does}\n  {example.Line}\n", output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Documents_ThatPagesNameForMore_AreThere() => Assert.All(
        Verbs().SelectMany(verb => VerbExamples.Of(verb.Data)!.SeeAlso.Split(' ', ',', ';')).Where(word => word.StartsWith("docs/", StringComparison.Ordinal)),
        document => Assert.True(File.Exists(Repository.PathOf(document)), document));

    [Theory]
    [InlineData("replay x --compare ", "classes exact none shape")]
    [InlineData("replay x --sync c", "clock")]
    [InlineData("fuzz --dialect qg", "qga")]
    [InlineData("completion ", "bash fish zsh")]
    public void Completion_OfAClosedList_HasItsWords(string line, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Program.CreateRoot().Parse(line).GetCompletions(line.Length).Select(item => item.Label).Where(label => label[0] is not ('-' or '/')).Order(StringComparer.Ordinal)));
}
