using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class DriverTargetTests
{
    [Fact]
    public void Parse_NothingSaid_IsTheEmbeddedServerInAllDialects()
    {
        DriverTarget target = DriverTarget.Parse([], "/nowhere/x_fuzzer.target", out _)!;
        Assert.True(target.Choice.IsEmbedded);
        Assert.Null(target.Dialect);
    }

    [Fact]
    public void Parse_Options_NameAssemblyAndDialect()
    {
        DriverTarget target = DriverTarget.Parse([$"--target={OwnTargets.Settings}", "--instrument=A*", "--instrument=B", "--dialect=qga"], "", out _)!;
        Assert.Equal(OwnTargets.Assembly, target.Choice.Path);
        Assert.Equal(["A*", "B"], target.Choice.Instrument);
        Assert.Equal("qga", target.DialectName);
    }

    [Fact]
    public void Parse_FileBesideTheProgram_IsReadRelativeToItself()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("mine.dll"), "");
        File.WriteAllText(DriverTarget.FileBeside(folder.File("mine_fuzzer")), "dll:mine.dll:Mine.Parser\n");
        DriverTarget target = DriverTarget.Parse([], folder.File("mine_fuzzer.target"), out _)!;
        Assert.Equal((folder.File("mine.dll"), "Mine.Parser"), (target.Choice.Path, target.Choice.Type));
        Assert.True(DriverTarget.Parse(["--target=embedded"], folder.File("mine_fuzzer.target"), out _)!.Choice.IsEmbedded);
    }

    [Theory]
    [InlineData("--target=unix:a.sock", "counts its edges")]
    [InlineData("--target=dll:/no/such.dll", "there is no such assembly")]
    [InlineData("--dialect=klingon", "there is no such dialect")]
    public void Parse_WhatCannotBeATarget_SaysWhy(string option, string why)
    {
        Assert.Null(DriverTarget.Parse([option], "", out string reason));
        Assert.Contains(why, reason, StringComparison.Ordinal);
    }
}
