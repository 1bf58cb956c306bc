using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Targets;

public sealed class TargetChoiceTests
{
    [Fact]
    public void Parse_Embedded_HasNoPath()
    {
        Assert.True(TargetChoice.Parse("embedded", out _)!.IsEmbedded);
        Assert.Empty(TargetChoice.Embedded.ToArguments());
    }

    [Fact]
    public void Parse_AssemblyWithType_IsTakenApartAndPutTogetherAgain()
    {
        TargetChoice choice = TargetChoice.Parse($"dll:{OwnTargets.Assembly}:Example.Killers", out _)! with { Instrument = ["Shapes*"] };
        Assert.Equal(OwnTargets.Assembly, choice.Path);
        Assert.Equal("Example.Killers", choice.Type);
        Assert.Equal(["--target", $"dll:{OwnTargets.Assembly}:Example.Killers", "--instrument", "Shapes*"], choice.ToArguments());
    }

    [Fact]
    public void Parse_Clients_IsAnOptionOfItsOwnWithWhatTheirVerdictDependsOn()
    {
        TargetChoice choice = TargetChoice.Parse("clients:python3 {cwd}/client.py {socket}", out _)!;
        Assert.True(choice is { IsClient: true, IsLive: true, IsEmbedded: false });
        Assert.Equal($"clients:python3 {Environment.CurrentDirectory}/client.py {{socket}}", $"{choice}");
        Assert.Equal(["--clients", $"python3 {Environment.CurrentDirectory}/client.py {{socket}}", "--timeout", "5000ms", "--memory", "192"], choice.ToArguments());
    }

    [Fact]
    public void Parse_PathWithAColon_IsThePath()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("a:b.dll"), "");
        TargetChoice choice = TargetChoice.Parse($"dll:{folder.File("a:b.dll")}", out _)!;
        Assert.Equal(folder.File("a:b.dll"), choice.Path);
        Assert.Null(choice.Type);
    }

    [Theory]
    [InlineData("nowhere", "'nowhere' is not a target")]
    [InlineData("dll:", "'dll:' is not a target")]
    [InlineData("clients:python3 client.py", "'python3 client.py' does not say {socket}")]
    [InlineData("dll:/nonexistent/a.dll:T", "/nonexistent/a.dll: there is no such assembly")]
    public void Parse_BadText_GivesTheReason(string text, string reason)
    {
        Assert.Null(TargetChoice.Parse(text, out string given));
        Assert.StartsWith(reason, given, StringComparison.Ordinal);
    }
}
